# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a token endpoint's answer says."""

import base64
from datetime import timedelta

from odoo.addons.accounting_bridge.tools.payloads import TokenSet
from odoo.addons.accounting_bridge.tools.wire import loads, text_of

from ..const import CONSENT_DAYS

#: Seconds that an access token lives where the answer does not say: Xero's 30
#: minutes.
_ACCESS_LIFETIME = 1800


def token_set(answer, now, refresh_token=""):
    """:param dict answer: of the token endpoint
    :param datetime now: naive UTC
    :param str refresh_token: the one that stays where the answer brings no new one
    :rtype: TokenSet
    """
    access = claims_of(answer.get("access_token"))
    person = claims_of(answer.get("id_token"))
    lifetime = int(answer.get("expires_in") or _ACCESS_LIFETIME)
    return TokenSet(
        access_token=answer["access_token"],
        refresh_token=text_of(answer.get("refresh_token")) or refresh_token,
        access_expires_at=now + timedelta(seconds=lifetime),
        consent_expires_at=now + timedelta(days=CONSENT_DAYS),
        scopes=_scopes(answer.get("scope") or access.get("scope")),
        user_id=text_of(access.get("xero_userid") or person.get("xero_userid")),
        user_name=_name_of(person),
        consent_id=text_of(access.get("authentication_event_id")),
    )


def claims_of(token):
    """The claims of a JWT. Its signature is not checked: it came straight from the
    token endpoint, over TLS, and nothing is allowed because of it.

    :return: empty where it can't be read
    :rtype: dict
    """
    try:
        payload = text_of(token).split(".")[1]
        padding = "=" * (-len(payload) % 4)
        claims = loads(base64.urlsafe_b64decode(payload + padding))
    except (IndexError, ValueError):
        return {}
    return claims if isinstance(claims, dict) else {}


def _scopes(value):
    return tuple(value.split()) if isinstance(value, str) else tuple(value or ())


def _name_of(claims):
    parts = (text_of(claims.get(part)) for part in ("given_name", "family_name"))
    name = text_of(claims.get("name")) or " ".join(filter(None, parts))
    return name or text_of(claims.get("preferred_username") or claims.get("email"))
