# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

# A token is committed before it is used: see _renew. pylint: disable=invalid-commit

from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models

from ..const import LIVE_STATES
from ..exceptions import Reconnect, TryAgain
from ..tools import consent, vault
from ..tools.payloads import AppCredentials

#: An access token that ends within this time is renewed before it is used.
RENEWAL_MARGIN = timedelta(minutes=2)

#: What a call needs of a grant. The secrets are never read beside other fields, so
#: each would take a query of its own.
FIELDS_OF_A_CALL = (
    "access_expires_at",
    "access_token_encrypted",
    "database_fingerprint",
    "is_revoked",
    "refresh_token_encrypted",
)

#: How often the lock is asked for again when the row changed while waiting.
RENEWAL_LOCK_REPEATS = 20


class AccountingBridgeGrant(models.Model):
    """One consent: the tokens of one user to one app.

    It can cover several organizations. A second consent of the same user and app
    replaces the tokens here, so that no copy of a rotated token is left elsewhere.

    The secrets have no plain field: only the methods below read and write them.
    """

    _name = "accounting.bridge.grant"
    _description = "Consent of a user to an app"
    _rec_name = "remote_user_name"

    provider = fields.Char(required=True, readonly=True)
    client_id = fields.Char("Client ID", required=True, readonly=True)
    client_secret_encrypted = fields.Char(
        copy=False, prefetch=False, groups=fields.NO_ACCESS
    )
    remote_user_id = fields.Char(readonly=True)
    remote_user_name = fields.Char(readonly=True)
    access_token_encrypted = fields.Char(
        copy=False, prefetch=False, groups=fields.NO_ACCESS
    )
    refresh_token_encrypted = fields.Char(
        copy=False, prefetch=False, groups=fields.NO_ACCESS
    )
    access_expires_at = fields.Datetime("Access token ends", readonly=True)
    consent_expires_at = fields.Datetime(
        "Consent ends if unused", readonly=True, help="Each use moves it on."
    )
    consent_ends_at = fields.Datetime(
        "Consent ends at the latest",
        readonly=True,
        help="However much it is used; empty where the provider names no such end.",
    )
    scopes = fields.Char(readonly=True)
    is_revoked = fields.Boolean(
        readonly=True, help="The provider says that the consent is gone."
    )
    database_fingerprint = fields.Char(
        copy=False, readonly=True, groups=fields.NO_ACCESS
    )
    connection_ids = fields.One2many("accounting.bridge.connection", "grant_id")
    consented_connection_ids = fields.One2many(
        "accounting.bridge.connection",
        "consented_grant_id",
        help="Those for which nobody has decided yet what the consent is for.",
    )

    _app_user_uniq = models.UniqueIndex(
        "(provider, client_id, remote_user_id)",
        "A user consents to an app once; a second consent replaces the first.",
    )

    # === STORING === #

    @api.model
    def _store(self, provider, credentials, tokens):
        """Keep the tokens of a consent, on the grant of that user and app.

        :param AppCredentials credentials:
        :param TokenSet tokens:
        :rtype: accounting.bridge.grant
        """
        # sudo: the secrets have no access for any user; the caller has checked that
        # an administrator is at work.
        grants = self.sudo()
        grant = grants.search(
            [
                ("provider", "=", provider),
                ("client_id", "=", credentials.client_id),
                ("remote_user_id", "=", tokens.user_id),
            ]
        )
        if not grant:
            grant = grants.create(
                {
                    "provider": provider,
                    "client_id": credentials.client_id,
                    "remote_user_id": tokens.user_id,
                }
            )
        grant.write(
            {
                "client_secret_encrypted": vault.encrypt(credentials.client_secret),
                "consent_ends_at": False,  # the end of an earlier consent
            }
        )
        grant._keep_tokens(tokens)
        return grant.sudo(False)

    def _keep_tokens(self, tokens):
        self.sudo().write(
            {
                "access_token_encrypted": vault.encrypt(tokens.access_token),
                "refresh_token_encrypted": vault.encrypt(tokens.refresh_token),
                "access_expires_at": tokens.access_expires_at,
                "consent_expires_at": tokens.consent_expires_at,
                # Not every renewal tells it again.
                "consent_ends_at": tokens.consent_ends_at or self.consent_ends_at,
                "scopes": " ".join(tokens.scopes),
                "remote_user_name": tokens.user_name or self.remote_user_name,
                "is_revoked": False,
                "database_fingerprint": self._current_fingerprint(),
            }
        )

    def _erase_unused(self):
        """Erase the tokens of grants that no connection needs any more."""
        # sudo: other companies' connections decide too, and the secrets are no one's.
        for grant in self.sudo().with_context(active_test=False):
            states = set(grant.connection_ids.mapped("state"))
            if not states & set(LIVE_STATES) and not grant.consented_connection_ids:
                grant.write(
                    {
                        "access_token_encrypted": False,
                        "refresh_token_encrypted": False,
                        "client_secret_encrypted": False,
                        "access_expires_at": False,
                        "consent_expires_at": False,
                        "consent_ends_at": False,
                    }
                )

    # === USING === #

    def _credentials(self):
        """The app that the consent was given to.

        :rtype: AppCredentials
        """
        self.ensure_one()
        return AppCredentials(
            client_id=self.sudo().client_id,
            client_secret=self._reveal(self.sudo().client_secret_encrypted),
        )

    def _access_token(self, rejected=None, on_call=None):
        """A valid access token, renewed first where it is about to end.

        :param str rejected: a token that the provider has just called expired: it is
            renewed although it should still be good, unless another worker has done
            so meanwhile
        :param on_call: called with a ``CallRecord`` after a call for new tokens
        :raise Reconnect: when the consent is gone, or this database is a copy
        :rtype: str
        """
        self.ensure_one()
        grant = self.sudo()  # the secrets have no access for any user
        grant.fetch(FIELDS_OF_A_CALL)
        grant._check_usable()
        if grant._must_renew(rejected):
            return grant._renew(rejected, on_call)
        return grant._token_in_use()

    def _refresh_token(self):
        """The refresh token, to end the consent with it over there.

        :raise Reconnect: when there is none that this database may use
        :rtype: str
        """
        self.ensure_one()
        grant = self.sudo()  # the secrets have no access for any user
        grant._check_usable()
        return grant._reveal(grant.refresh_token_encrypted)

    def _must_renew(self, rejected):
        if not self._is_renewed_meanwhile() and self._is_about_to_end():
            return True
        return bool(rejected) and rejected == self._token_in_use()

    def _is_about_to_end(self):
        end = self.access_expires_at
        return not end or fields.Datetime.now() + RENEWAL_MARGIN >= end

    def _renew(self, rejected, on_call):
        """Trade the refresh token for new tokens, once for all workers.

        In a transaction of its own and under a row lock: who waited for the lock finds
        the new tokens and asks nobody. They are committed before anybody uses them,
        and no rollback of the caller can lose them.

        :rtype: str
        """
        self.flush_recordset()
        replaced = self.access_token_encrypted
        calls = []
        try:
            token = self._renew_under_lock(rejected, calls.append)
        finally:
            for call in calls if on_call else ():
                on_call(call)
        self.invalidate_recordset()
        self._remember_renewal(replaced, token)
        return token

    def _renew_under_lock(self, rejected, on_call):
        with self.env.registry.cursor() as cr:
            grant = self.with_env(self.env(cr=cr))
            grant._wait_for_lock()
            if not grant._must_renew(rejected):
                return grant._token_in_use()
            try:
                tokens = grant._fetch_new_tokens(on_call)
            except Reconnect as error:
                # An app that is refused may be put right, and the consent still good.
                grant.is_revoked = error.is_consent_gone
                cr.commit()  # the caller's rollback must not forget it
                raise
            grant._keep_tokens(tokens)
            cr.commit()  # a rotated token that is not saved is lost
            return tokens.access_token

    # A transaction sees the row as it was when it began, also after a renewal: until
    # the row shows another token, the one that took its place is remembered here.

    def _remember_renewal(self, replaced, token):
        """:param str replaced: the token as this transaction sees it stored
        :param str token: the one that took its place
        """
        self.env.cr.cache[self._renewal_key(replaced)] = token

    def _is_renewed_meanwhile(self):
        return self._renewal_key(self.access_token_encrypted) in self.env.cr.cache

    def _token_in_use(self):
        stored = self.access_token_encrypted
        remembered = self.env.cr.cache.get(self._renewal_key(stored))
        return remembered or self._reveal(stored)

    def _renewal_key(self, stored):
        return (self._name, self.id, stored)

    def _wait_for_lock(self):
        """Lock the row, waiting for another worker's renewal to end."""
        for _repeat in range(RENEWAL_LOCK_REPEATS):
            try:
                # Raw SQL: lock_for_update() gives up where we must wait.
                self.env.cr.execute(
                    "SELECT id FROM accounting_bridge_grant WHERE id = %s FOR UPDATE",
                    [self.id],
                    log_exceptions=False,
                )
            except SerializationFailure:
                # Somebody renewed while we waited: look again with fresh eyes.
                self.env.cr.rollback()
                self.env.invalidate_all()
            else:
                return
        raise TryAgain(self.env._("The tokens are being renewed by somebody else."))

    def _fetch_new_tokens(self, on_call):
        provider = self.env[f"accounting.bridge.provider.{self.provider}"]
        refresh_token = self._reveal(self.refresh_token_encrypted)
        return provider._refresh_tokens(self._credentials(), refresh_token, on_call)

    def _check_usable(self):
        if self._is_neutralized():
            raise Reconnect(
                self.env._("This database is neutralized: it calls no provider.")
            )
        if self.is_revoked or not self.refresh_token_encrypted:
            raise Reconnect(
                self.env._("The consent is gone. An administrator must connect again.")
            )
        if self._is_foreign_database():
            raise Reconnect(
                self.env._(
                    "This database was copied or renamed since it was connected. An "
                    "administrator must say on the connection whether it was moved "
                    "or copied."
                )
            )

    def _reveal(self, stored):
        try:
            return vault.decrypt(stored)
        except vault.SecretUnreadable:
            raise Reconnect(
                self.env._(
                    "The stored tokens can't be read: the encryption key of this Odoo "
                    "has changed. Restore the key, or connect again."
                )
            ) from None

    # === COPIES OF THE DATABASE === #

    def _current_fingerprint(self):
        # sudo: the parameter is the administrator's.
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        return consent.fingerprint(f"{uuid} {self.env.cr.dbname}")

    def _may_be_used_here(self):
        """False in a copy of the database, which must leave the tokens alone."""
        self.ensure_one()
        return not self._is_neutralized() and not self._is_foreign_database()

    def _is_neutralized(self):
        # sudo: the parameter is the administrator's.
        parameters = self.env["ir.config_parameter"].sudo()
        return bool(parameters.get_param("database.is_neutralized"))

    def _is_foreign_database(self):
        """Whether the tokens were stored by a database of another uuid or name."""
        self.ensure_one()
        return self.sudo().database_fingerprint != self._current_fingerprint()

    def _adopt_moved_database(self):
        """An administrator said that the database was moved: go on with the tokens."""
        self.sudo().database_fingerprint = self._current_fingerprint()
