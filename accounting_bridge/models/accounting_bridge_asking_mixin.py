# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models

from ..exceptions import AnswerLost, PersonMustAct, Reconnect, TryAgain
from ..tools.faults import Kind, RemoteFault

#: Seconds that a call may take where its caller sets no limit of its own.
READ_TIMEOUT = 60

#: Kinds of fault that mean that the consent does not reach the organization.
CONSENT_KINDS = (
    Kind.SCOPE_MISSING,
    Kind.NOT_CONNECTED,
    Kind.CONSENT_GONE,
    Kind.SUBSCRIPTION_ENDED,
)


class AccountingBridgeAskingMixin(models.AbstractModel):
    """How a provider that is reached over HTTP asks, and what it says of a fault.

    For models of the contract (``accounting.bridge.provider``). Their clients raise
    ``RemoteFault``; here faults become the bridge's errors, with words for a person.
    """

    _name = "accounting.bridge.asking.mixin"
    _description = "Asking a provider over HTTP"

    def _client(self, connection, access_token, timeout):
        """A client for one job, which reports its calls to
        ``connection._note_call``.

        :param float timeout: seconds for a call
        """
        raise NotImplementedError

    def _base_url(self):
        """The origin that all of the provider's addresses go to instead of the real
        hosts, empty for those. It is the system parameter
        ``accounting_bridge_<code>.base_url``, for tests and demonstrations.

        :rtype: str
        """
        code = self._name.rpartition(".")[2]
        # sudo: everybody may be led to the provider, only administrators read
        # parameters.
        parameters = self.env["ir.config_parameter"].sudo()
        return parameters.get_param(f"accounting_bridge_{code}.base_url") or ""

    def _ask(self, connection, operation, timeout=READ_TIMEOUT):
        """Make a call, and once more where the access token was past its time.

        :param operation: function of a client
        :param float timeout: seconds
        :raise BridgeError:
        """
        token = connection._access_token()
        try:
            return operation(self._client(connection, token, timeout))
        except RemoteFault as fault:
            if fault.kind is not Kind.TOKEN_EXPIRED:
                raise self._bridge_error(fault) from None
        # Refused for its token, so nothing was done over there.
        token = connection._access_token(rejected=token)
        try:
            return operation(self._client(connection, token, timeout))
        except RemoteFault as fault:
            raise self._bridge_error(fault) from None

    # === WHAT A FAULT MEANS === #

    def _bridge_error(self, fault):
        """The one place where a fault becomes an error of the bridge.

        :param RemoteFault fault:
        :rtype: BridgeError
        """
        if fault.kind is Kind.RATE_LIMIT:
            return TryAgain(self._say_rate_limit(fault.window), delay=fault.delay)
        if fault.kind is Kind.UNREACHABLE:
            return TryAgain(self._say_unreachable(), delay=fault.delay)
        if fault.kind in (Kind.UNAVAILABLE, Kind.TOKEN_EXPIRED):
            return TryAgain(self._say_unavailable(), delay=fault.delay)
        if fault.kind is Kind.STALE:
            return TryAgain(self._say_stale(), whole_connection=False)
        if fault.kind in (Kind.ANSWER_LOST, Kind.KEY_REUSED):
            return self._answer_lost(may_repeat=fault.kind is Kind.ANSWER_LOST)
        if fault.kind in CONSENT_KINDS:
            return Reconnect(self._say_consent(fault.kind))
        return PersonMustAct(self._say_refusal(fault))

    def _answer_lost(self, may_repeat=True):
        """:rtype: AnswerLost"""
        return AnswerLost(
            self.env._(
                "%s gave no clear answer. Whether it was carried out there will be "
                "checked before anything is sent again.",
                self._label(),
            ),
            may_repeat=may_repeat,
        )

    def _say_unreachable(self):
        return self.env._("%s could not be reached.", self._label())

    def _say_unavailable(self):
        return self.env._("%s is not available at the moment.", self._label())

    def _say_stale(self):
        return self.env._(
            "Somebody changed the record in %s at the same time.",
            self._label(),
        )

    def _say_rate_limit(self, window):
        if window == "day":
            return self.env._(
                "%s allows no more calls today.",
                self._label(),
            )
        if window == "month":
            return self.env._(
                "%s allows this app no more calls this month. Ask it for more, or wait "
                "for the next month.",
                self._label(),
            )
        if window == "concurrent":
            return self.env._(
                "%s takes no more calls at once.",
                self._label(),
            )
        return self.env._(
            "%s allows no more calls this minute.",
            self._label(),
        )

    def _say_consent(self, kind):
        if kind is Kind.SCOPE_MISSING:
            return self.env._(
                "The consent given in %s does not cover this. An administrator must "
                "connect again and allow all that is asked for.",
                self._label(),
            )
        if kind is Kind.SUBSCRIPTION_ENDED:
            return self.env._(
                "The organization's subscription with %s has ended. Renew it there; "
                "then an administrator must connect again.",
                self._label(),
            )
        if kind is Kind.NOT_CONNECTED:
            return self.env._(
                "The organization is no longer connected to the app in %s. An "
                "administrator must connect again.",
                self._label(),
            )
        return self.env._(
            "The consent given in %s has ended. An administrator must connect again.",
            self._label(),
        )

    def _say_refusal(self, fault):
        values = {"provider": self._label(), "words": " ".join(fault.words)}
        if fault.kind is Kind.APP_REFUSED:
            return self.env._(
                "%(provider)s refused the app (%(words)s). Check its Client ID, Client "
                "Secret and redirect address at %(provider)s and here, then connect "
                "again.",
                **values,
            )
        if fault.kind is Kind.NOT_PERMITTED:
            return self.env._(
                "The %(provider)s user who gave the consent may not do this. "
                "%(provider)s says: %(words)s Give that user the right in "
                "%(provider)s, or connect as another one.",
                **values,
            )
        if fault.kind is Kind.NOT_FOUND:
            return self.env._(
                "%(provider)s does not find this record any more. Look for it in "
                "%(provider)s.",
                **values,
            )
        values["words"] = values["words"] or self.env._("it gave no reason.")
        return self.env._("%(provider)s refused this: %(words)s", **values)
