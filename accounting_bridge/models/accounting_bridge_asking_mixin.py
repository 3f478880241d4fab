# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import time

from odoo import models

from ..const import LEAST_CALL_TIME
from ..exceptions import AnswerLost, PersonMustAct, Reconnect, TryAgain
from ..tools.faults import LIMIT_DELAY, LIMIT_DELAYS, Cure, Kind, RemoteFault

#: Seconds that a call may take where its caller sets no limit of its own.
READ_TIMEOUT = 60


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

    def _ask(
        self,
        connection,
        operation,
        timeout=READ_TIMEOUT,
        deadline=None,
        is_limited=True,
    ):
        """Make a call, and once more where the access token was past its time.

        :param operation: function of a client
        :param float timeout: seconds, in which new tokens and a second call must fit,
            too: whoever waits for this one waits no longer, and what others may take
            for lost by then does not leave late
        :param float deadline: of ``time.monotonic()``, where this call is one of
            several that have so much time together
        :param bool is_limited: False for a call that the limits do not count
        :raise BridgeError:
        """
        own_deadline = time.monotonic() + timeout
        deadline = min(deadline or own_deadline, own_deadline)
        token = connection._access_token(is_limited=is_limited)
        limit = self._time_left(deadline)
        try:
            return operation(self._client(connection, token, limit))
        except RemoteFault as fault:
            if fault.kind is not Kind.TOKEN_EXPIRED:
                raise self._bridge_error(fault) from None
        # Refused for its token, so nothing was done over there.
        token = connection._access_token(token, is_limited)
        limit = self._time_left(deadline)
        try:
            return operation(self._client(connection, token, limit))
        except RemoteFault as fault:
            raise self._bridge_error(fault) from None

    def _deadline(self, timeout):
        """The end of a time that begins now.

        :param float timeout: seconds, None = no end
        :return: of ``time.monotonic()``
        :rtype: float | None
        """
        return None if timeout is None else time.monotonic() + timeout

    def _time_left(self, deadline):
        """Seconds for a call that begins now.

        :raise TryAgain: when there is too little time for it
        """
        left = deadline - time.monotonic()
        if left < LEAST_CALL_TIME:
            raise TryAgain(
                self.env._("%s took too long to answer.", self._label()),
                whole_connection=False,
            )
        return left

    # === WHAT A FAULT MEANS === #

    def _bridge_error(self, fault):
        """The one place where a fault becomes an error of the bridge.

        :param RemoteFault fault:
        :rtype: BridgeError
        """
        message = self._say(fault)
        if fault.kind.cure is Cure.TIME:
            is_of_all = fault.kind is not Kind.STALE
            return TryAgain(message, delay=fault.delay, whole_connection=is_of_all)
        if fault.kind.cure is Cure.END_OF_LIMIT:
            delay = fault.delay or LIMIT_DELAYS.get(fault.window, LIMIT_DELAY)
            return TryAgain(message, delay=delay, is_limit=True)
        if fault.kind.cure is Cure.LOOK_UP:
            return AnswerLost(message, may_repeat=fault.kind is Kind.ANSWER_LOST)
        if fault.kind.cure is Cure.RECONNECT:
            is_gone = fault.kind is Kind.CONSENT_GONE
            return Reconnect(message, is_consent_gone=is_gone)
        return PersonMustAct(message, is_of_content=fault.kind is Kind.REFUSED)

    def _answer_lost(self):
        """For an answer that came and can't be understood.

        :rtype: AnswerLost
        """
        return self._bridge_error(RemoteFault(Kind.ANSWER_LOST))

    # === WHAT A PERSON IS TOLD === #

    def _say(self, fault):
        """:rtype: str"""
        say_by_cure = {
            Cure.TIME: self._say_later,
            Cure.END_OF_LIMIT: self._say_limit,
            Cure.LOOK_UP: self._say_doubt,
            Cure.PERSON: self._say_refusal,
            Cure.RECONNECT: self._say_reconnect,
        }
        return say_by_cure[fault.kind.cure](fault)

    def _say_later(self, fault):
        if fault.kind is Kind.UNREACHABLE:
            return self.env._("%s could not be reached.", self._label())
        if fault.kind is Kind.STALE:
            return self.env._(
                "Somebody changed the record in %s at the same time.", self._label()
            )
        return self.env._("%s is not available at the moment.", self._label())

    def _say_doubt(self, _fault):
        return self.env._(
            "%s gave no clear answer. Whether it was carried out there will be "
            "checked before anything is sent again.",
            self._label(),
        )

    def _say_limit(self, fault):
        if fault.window == "day":
            return self.env._("%s allows no more calls today.", self._label())
        if fault.window == "month":
            return self.env._(
                "%s allows this app no more calls this month. Ask it for more, or wait "
                "for the next month.",
                self._label(),
            )
        if fault.window == "concurrent":
            return self.env._("%s takes no more calls at once.", self._label())
        return self.env._("%s allows no more calls this minute.", self._label())

    def _say_refusal(self, fault):
        if fault.kind is Kind.NOT_FOUND:
            return self.env._(
                "%(provider)s does not find this record any more. Look for it in "
                "%(provider)s.",
                provider=self._label(),
            )
        values = {
            "provider": self._label(),
            "words": " ".join(fault.words) or self.env._("it gave no reason."),
        }
        if fault.kind is Kind.NOT_PERMITTED:
            return self.env._(
                "The %(provider)s user who gave the consent may not do this. "
                "%(provider)s says: %(words)s Give that user the right in "
                "%(provider)s, or connect as another one.",
                **values,
            )
        return self.env._("%(provider)s refused this: %(words)s", **values)

    def _say_reconnect(self, fault):
        if fault.kind is Kind.SCOPE_MISSING:
            return self.env._(
                "The consent given in %s does not cover this. An administrator must "
                "connect again and allow all that is asked for.",
                self._label(),
            )
        if fault.kind is Kind.SUBSCRIPTION_ENDED:
            return self.env._(
                "The organization's subscription with %s has ended. Renew it there; "
                "then an administrator must connect again.",
                self._label(),
            )
        if fault.kind is Kind.NOT_CONNECTED:
            return self.env._(
                "The organization is no longer connected to the app in %s. An "
                "administrator must connect again.",
                self._label(),
            )
        if fault.kind is Kind.CONSENT_GONE:
            return self.env._(
                "The consent given in %s has ended. An administrator must connect "
                "again.",
                self._label(),
            )
        return self.env._(
            "%(provider)s refused the app (%(words)s). Check its Client ID, Client "
            "Secret and redirect address at %(provider)s and here, then connect "
            "again.",
            provider=self._label(),
            words=" ".join(fault.words),
        )
