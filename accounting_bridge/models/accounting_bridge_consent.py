# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.http import STORED_SESSION_BYTES, request

from ..const import CONSENT_LIFETIME
from ..exceptions import BridgeError
from ..tools import consent, vault


# No wizard, but gone after a while like one. pylint: disable=no-wizard-in-models
class AccountingBridgeConsent(models.TransientModel):
    """One trip of an administrator to the provider and back.

    The state that travels is random, used once, and worth something only to the same
    user in the same session for the same connection, for ten minutes. Nobody has
    access rights to this model: only the bridge itself reads it.
    """

    _name = "accounting.bridge.consent"
    _description = "Consent under way"

    connection_id = fields.Many2one("accounting.bridge.connection", ondelete="cascade")
    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    state_hash = fields.Char(index=True, help="Emptied when the state was used.")
    session_hash = fields.Char()
    code_verifier_encrypted = fields.Char(groups=fields.NO_ACCESS)
    redirect_url = fields.Char()
    expires_at = fields.Datetime()
    result_type = fields.Selection([("success", "Success"), ("danger", "Failure")])
    result_message = fields.Char()

    # === OUT === #

    @api.model
    def _start(self, connection):
        """Begin a trip.

        :return: the provider's address to send the browser to
        :rtype: str
        """
        state = consent.new_state()
        code_verifier = consent.new_code_verifier()
        # sudo: no user has access; the connection has checked the administrator.
        self.sudo().create(
            {
                "connection_id": connection.id,
                "user_id": self.env.uid,
                "state_hash": consent.fingerprint(state),
                "session_hash": self._session_hash(),
                "code_verifier_encrypted": vault.encrypt(code_verifier),
                "redirect_url": connection.redirect_url,
                "expires_at": fields.Datetime.now()
                + timedelta(seconds=CONSENT_LIFETIME),
            }
        )
        return connection._provider()._authorize_url(
            connection,
            state=state,
            code_challenge=consent.code_challenge(code_verifier),
            redirect_url=connection.redirect_url,
        )

    @api.model
    def _session_hash(self):
        # The rest of a session's identifier changes when Odoo rotates it.
        return consent.fingerprint(request.session.sid[:STORED_SESSION_BYTES])

    # === BACK === #

    @api.model
    def _finish(self, query):
        """End a trip with what came back in the redirect. Never raises for what a
        person or the provider did: the result is kept for :meth:`take_result`.

        :param dict query: the redirect's query
        """
        trip = self._take(query.get("state"))
        # A state is used once, whatever comes of it.
        self.env.cr.commit()  # pylint: disable=invalid-commit
        if not trip:
            return self._keep_result(
                self.env._(
                    "This answer belongs to no consent that you started in this "
                    "browser: it took more than ten minutes, was used before, or came "
                    "from somewhere else. Nothing was changed. Press Connect again."
                )
            )
        try:
            message = trip._finish_consent(query)
        except (UserError, BridgeError) as error:
            self.env.cr.rollback()
            return trip._keep_result(str(error))
        return trip._keep_result(message, "success")

    @api.model
    def _take(self, state):
        """The trip that this state belongs to, taken so that nobody can use it again.

        :rtype: accounting.bridge.consent
        """
        # sudo: no user has access; what is found is tied to user and session.
        trips = self.sudo()
        if not state:
            return trips
        trip = trips.search(
            [
                ("state_hash", "=", consent.fingerprint(state)),
                ("user_id", "=", self.env.uid),
                ("session_hash", "=", self._session_hash()),
                ("expires_at", ">", fields.Datetime.now()),
            ]
        )
        trip = trip.try_lock_for_update()
        trip.state_hash = False
        return trip

    def _finish_consent(self, query):
        """:return: what to tell the administrator
        :rtype: str
        """
        # From here on with the administrator's own rights.
        connection = self.connection_id.sudo(False)
        connection._check_administrator()
        if query.get("error") or not query.get("code"):
            raise UserError(self._refusal(connection, query.get("error")))
        tokens = connection._provider()._exchange_code(
            connection,
            code=query["code"],
            code_verifier=vault.decrypt(self.code_verifier_encrypted),
            redirect_url=self.redirect_url,
            query=query,
        )
        connection._store_consent(tokens)
        # The tokens are the only ones that are good now, also for the other
        # connections of this grant, whatever becomes of this one.
        self.env.cr.commit()  # pylint: disable=invalid-commit
        if self._connect_or_drop(connection):
            return connection.unread_text or self.env._(
                "Successfully connected to %s", connection.provider_name
            )
        return self.env._(
            "%s gave its consent. Choose the organization.", connection.provider_name
        )

    def _connect_or_drop(self, connection):
        """Connect what was consented to. Where that fails nothing stays of it.

        :return: False when an organization is to be chosen first
        :rtype: bool
        """
        try:
            return connection._connect_consented()
        except (UserError, BridgeError):
            self.env.cr.rollback()
            connection._drop_consent()
            self.env.cr.commit()  # pylint: disable=invalid-commit
            raise

    def _refusal(self, connection, error):
        if error == "access_denied":
            return self.env._(
                "Access was refused at %s. Nothing was changed. Press Connect again "
                "and allow access.",
                connection.provider_name,
            )
        return self.env._(
            "%(provider)s refused the consent (%(error)s). Nothing was changed. Check "
            "the app's Client ID, redirect address and scopes, and press Connect "
            "again.",
            provider=connection.provider_name,
            error=error or self.env._("no code came back"),
        )

    # === RESULT === #

    def _keep_result(self, message, result_type="danger"):
        values = {"result_type": result_type, "result_message": message}
        if self:
            self.write(values)
        else:
            # sudo: no user has access.
            self.sudo().create({**values, "user_id": self.env.uid})

    @api.model
    def take_result(self):
        """What the user's last trip came to, told once, with the screens to open.

        :return: ``{"type", "message", "form", "dialog"}``; ``form`` and ``dialog``
            are actions, or False
        :rtype: dict
        """
        # sudo: no user has access; only the user's own trips are read.
        trips = self.sudo().search(
            [("user_id", "=", self.env.uid), ("result_type", "!=", False)],
            order="id desc",
        )
        last = trips[:1]
        connection = last.connection_id.sudo(False)
        result = {
            "type": last.result_type,
            "message": last.result_message,
            "form": self._form_action(connection),
            "dialog": self._dialog_action(last, connection),
        }
        trips.unlink()
        return result

    @api.model
    def _form_action(self, connection):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "accounting_bridge.action_connection"
        )
        if connection:
            action.update(
                views=[(False, "form")], view_mode="form", res_id=connection.id
            )
        return action

    def _dialog_action(self, trip, connection):
        if trip.result_type == "success" and connection._has_organization_to_choose():
            return connection.action_choose_organization()
        return False
