# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Codes, tokens and connections: who allowed which app what."""

import secrets
import uuid
from dataclasses import dataclass, field
from datetime import datetime

from ...jwt import make_token
from ...oauth import IdentityError


@dataclass
class Code:
    client_id: str
    user_id: str
    redirect_uri: str
    scope: list
    event_id: str
    challenge: str
    nonce: str
    expires: float


@dataclass
class AccessToken:
    client_id: str
    user_id: str
    scope: list
    expires: float


@dataclass
class Grant:
    """The one line of tokens of a user and an app."""

    client_id: str
    user_id: str
    scope: list
    event_id: str
    refresh_token: str = ""
    refresh_expires: float = 0.0
    #: The token before, which may be tried again if its answer was lost.
    previous_token: str = ""
    previous_expires: float = 0.0


@dataclass
class Connection:
    id: str
    client_id: str
    user_id: str
    tenant_id: str
    event_id: str
    created: datetime
    updated: datetime


@dataclass
class GrantBook:
    state: object
    codes: dict = field(default_factory=dict)
    access_tokens: dict = field(default_factory=dict)
    grants: dict = field(default_factory=dict)
    connections: dict = field(default_factory=dict)

    # -- consent ---------------------------------------------------------------

    def consent(self, user, asked, tenant_ids, scope):
        """Connect the organizations and return a code.

        :param asked: the query of the authorize request
        :param scope: list of the scopes granted
        """
        event_id = str(uuid.uuid4())
        for tenant_id in tenant_ids:
            self._connect(asked["client_id"], user.user_id, tenant_id, event_id)
        code = secrets.token_urlsafe(32)
        self.codes[code] = Code(
            client_id=asked["client_id"],
            user_id=user.user_id,
            redirect_uri=asked["redirect_uri"],
            scope=scope,
            event_id=event_id,
            challenge=asked.get("code_challenge", ""),
            nonce=asked.get("nonce", ""),
            expires=self._now() + self.state.settings.code_seconds,
        )
        return code

    def _connect(self, client_id, user_id, tenant_id, event_id):
        now = self.state.clock.utc()
        for connection in self.connections_of(client_id, user_id):
            if connection.tenant_id == tenant_id:
                connection.event_id = event_id
                connection.updated = now
                return
        connection_id = str(uuid.uuid4())
        self.connections[connection_id] = Connection(
            connection_id, client_id, user_id, tenant_id, event_id, now, now
        )

    def connections_of(self, client_id, user_id):
        return [
            connection
            for connection in self.connections.values()
            if (connection.client_id, connection.user_id) == (client_id, user_id)
        ]

    def is_connected(self, token, tenant_id):
        return any(
            connection.tenant_id == tenant_id
            for connection in self.connections_of(token.client_id, token.user_id)
        )

    # -- tokens ------------------------------------------------------------------

    def take_code(self, code):
        """A code works once, and for five minutes."""
        found = self.codes.pop(code, None)
        if not found or found.expires < self._now():
            raise IdentityError("invalid_grant")
        return found

    def start_grant(self, code):
        """Replace the user's tokens for the app. Scopes are only ever added."""
        key = (code.client_id, code.user_id)
        older = self.grants.get(key)
        scope = list(dict.fromkeys((older.scope if older else []) + code.scope))
        grant = Grant(code.client_id, code.user_id, scope, code.event_id)
        self.grants[key] = grant
        return self._issue(grant, code.nonce)

    def refresh(self, client_id, token):
        """Rotate. The old token stays good for half an hour; a token that was
        issued in the meantime does not."""
        grant = self._grant_of(client_id, token)
        now = self._now()
        if token == grant.refresh_token:
            if grant.refresh_expires < now:
                raise IdentityError("invalid_grant")
            grant.previous_token = token
            grant.previous_expires = now + self.state.settings.refresh_grace_seconds
        elif grant.previous_expires < now:
            raise IdentityError("invalid_grant")
        return self._issue(grant)

    def _grant_of(self, client_id, token):
        for grant in self.grants.values():
            tokens = (grant.refresh_token, grant.previous_token)
            if token and grant.client_id == client_id and token in tokens:
                return grant
        raise IdentityError("invalid_grant")

    def revoke(self, client_id, token):
        """Forget the tokens and every connection of that user to the app."""
        try:
            grant = self._grant_of(client_id, token)
        except IdentityError:
            return
        self.drop_grant(grant.client_id, grant.user_id)

    def drop_grant(self, client_id, user_id):
        self.grants.pop((client_id, user_id), None)
        for connection in self.connections_of(client_id, user_id):
            del self.connections[connection.id]

    def _issue(self, grant, nonce=""):
        settings = self.state.settings
        now = int(self._now())
        expires = now + settings.access_token_seconds
        claims = {
            "nbf": now,
            "exp": expires,
            "iss": "https://identity.xero.com",
            "aud": "https://identity.xero.com/resources",
            "client_id": grant.client_id,
            "sub": grant.user_id.replace("-", ""),
            "xero_userid": grant.user_id,
            "authentication_event_id": grant.event_id,
            "jti": uuid.uuid4().hex,
            "scope": grant.scope,
        }
        access_token = make_token(claims)
        self.access_tokens[access_token] = AccessToken(
            grant.client_id, grant.user_id, grant.scope, expires
        )
        answer = {
            "access_token": access_token,
            "expires_in": settings.access_token_seconds,
            "token_type": "Bearer",
            "scope": " ".join(grant.scope),
        }
        if "openid" in grant.scope:
            answer["id_token"] = make_token(self._identity_claims(grant, nonce))
        if "offline_access" in grant.scope:
            grant.refresh_token = secrets.token_urlsafe(32)
            grant.refresh_expires = now + settings.refresh_token_seconds
            answer["refresh_token"] = grant.refresh_token
        return answer

    def _identity_claims(self, grant, nonce):
        user = next(
            user for user in self.state.users.values() if user.user_id == grant.user_id
        )
        now = int(self._now())
        claims = {
            "nbf": now,
            "exp": now + self.state.settings.id_token_seconds,
            "iss": "https://identity.xero.com",
            "aud": grant.client_id,
            "iat": now,
            "sub": grant.user_id.replace("-", ""),
            "xero_userid": grant.user_id,
        }
        if nonce:
            claims["nonce"] = nonce
        if "profile" in grant.scope:
            claims |= {
                "preferred_username": user.email,
                "name": user.name,
                "given_name": user.given_name,
                "family_name": user.family_name,
            }
        if {"email", "profile"} & set(grant.scope):
            claims["email"] = user.email
        return claims

    def _now(self):
        return self.state.clock.now()
