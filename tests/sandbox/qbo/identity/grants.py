# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Codes and tokens: which app may use which company.

A consent is for one company. A new consent of the same app for the same company
ends the refresh token of the older one, unless a test has it otherwise.
"""

import secrets
from dataclasses import dataclass, field

from ...oauth import IdentityError
from ..settings import DAY

#: Access tokens are long: a column of 255 characters does not hold them.
ACCESS_TOKEN_BYTES = 600
STALE = "Incorrect or invalid refresh token"


@dataclass
class Grant:
    client_id: str
    realm_id: str
    scope: list
    #: When the consent was given, and when its newest refresh token was made.
    begun: float = 0.0
    rotated: float = 0.0
    refresh_token: str = ""
    refresh_expires: float = 0.0
    older_tokens: set = field(default_factory=set)
    is_alive: bool = True
    #: A person took the company away from the app.
    is_disconnected: bool = False


@dataclass
class Code:
    grant: Grant
    redirect_uri: str
    expires: float
    nonce: str = ""
    is_used: bool = False


@dataclass
class AccessToken:
    grant: Grant
    expires: float


class GrantBook:
    def __init__(self, state):
        self._state = state
        self._codes = {}
        self.access_tokens = {}
        self.grants = []

    def consent(self, asked, realm_id, scope):
        """Note that a person allowed an app to use a company; returns the code.

        :param asked: the query of the authorize request
        """
        grant = Grant(asked["client_id"], realm_id, scope, begun=self._now())
        code = "AB11" + secrets.token_urlsafe(40)
        expires = self._now() + self._state.settings.code_seconds
        nonce = asked.get("nonce", "")
        self._codes[code] = Code(grant, asked["redirect_uri"], expires, nonce)
        return code

    def exchange(self, client_id, code, redirect_uri):
        """The tokens of a code. A code that comes twice ends its tokens."""
        found = self._codes.get(code)
        if not found or found.grant.client_id != client_id:
            raise IdentityError("invalid_grant")
        if found.is_used:
            self.end(found.grant)
            raise IdentityError("invalid_grant")
        if found.expires < self._now() or found.redirect_uri != redirect_uri:
            raise IdentityError("invalid_grant")
        found.is_used = True
        self._end_older(found.grant)
        self.grants.append(found.grant)
        self._rotate(found.grant)
        return found

    def _end_older(self, grant):
        """Access tokens of an older consent stay good until they expire."""
        if self._state.settings.older_consents == "live":
            return
        for older in self.grants:
            whose = (older.client_id, older.realm_id)
            if whose == (grant.client_id, grant.realm_id):
                older.refresh_token = ""
                older.older_tokens.clear()

    def refresh(self, client_id, token):
        """The grant of a refresh token, with a new token when one is due."""
        grant = self._grant_of(client_id, token)
        now = self._now()
        settings = self._state.settings
        dies = grant.begun + settings.refresh_token_hard_seconds
        if min(grant.refresh_expires, dies) < now:
            raise IdentityError("invalid_grant", STALE)
        if self._is_rotation_due(grant):
            self._rotate(grant)
        grant.refresh_expires = now + settings.refresh_token_seconds
        return grant

    def _grant_of(self, client_id, token):
        for grant in self.grants:
            if not token or grant.client_id != client_id or not grant.is_alive:
                continue
            if token == grant.refresh_token:
                return grant
            if token in grant.older_tokens:
                if self._state.settings.stale_refresh == "revokes":
                    self.end(grant)
                raise IdentityError("invalid_grant", STALE)
        raise IdentityError("invalid_grant", STALE)

    def _is_rotation_due(self, grant):
        mode = self._state.settings.rotation
        is_old = self._now() - grant.rotated >= DAY
        return mode == "always" or (mode == "daily" and is_old)

    def _rotate(self, grant):
        if grant.refresh_token:
            grant.older_tokens.add(grant.refresh_token)
        grant.refresh_token = "RT1-" + secrets.token_urlsafe(32)
        grant.rotated = self._now()
        lifetime = self._state.settings.refresh_token_seconds
        grant.refresh_expires = grant.rotated + lifetime

    def issue_access_token(self, grant):
        token = "eyJlbmMi." + secrets.token_urlsafe(ACCESS_TOKEN_BYTES)
        expires = self._now() + self._state.settings.access_token_seconds
        self.access_tokens[token] = AccessToken(grant, expires)
        return token

    def revoke(self, client_id, token):
        """End the grant of an access or a refresh token; False for another's."""
        access = self.access_tokens.get(token)
        candidates = [access.grant] if access else self.grants
        for grant in candidates:
            is_one = access or token in (grant.refresh_token, *grant.older_tokens)
            if token and grant.client_id == client_id and is_one:
                self.end(grant)
                return True
        return False

    def disconnect(self, realm_id):
        """A person takes the company away from every app."""
        for grant in self.grants:
            if grant.realm_id == realm_id:
                grant.is_disconnected = True
                self.end(grant)

    def end_all(self):
        for grant in self.grants:
            self.end(grant)

    def end(self, grant):
        grant.is_alive = False

    def _now(self):
        return self._state.clock.now()
