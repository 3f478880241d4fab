# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a token endpoint's answer says."""

import re
from datetime import timedelta

from odoo.addons.accounting_bridge.tools.payloads import TokenSet
from odoo.addons.accounting_bridge.tools.wire import text_of

from ..const import CONSENT_DAYS

#: Seconds that an access token lives where the answer does not say: Intuit's hour.
_ACCESS_LIFETIME = 3600
_CONSENT_LIFETIME = CONSENT_DAYS * 86_400


def token_set(answer, now, refresh_token="", realm_id=""):
    """:param dict answer: of the token endpoint
    :param datetime now: naive UTC
    :param str refresh_token: the one that stays where the answer brings no new one
    :param str realm_id: the company consented to. A consent is for one company, and
        Intuit does not tell who gave it.
    :rtype: TokenSet
    """
    hard_end = _seconds(answer, "x_refresh_token_hard_expires_in", None)
    lifetime = _seconds(answer, "x_refresh_token_expires_in", _CONSENT_LIFETIME)
    access_lifetime = _seconds(answer, "expires_in", _ACCESS_LIFETIME)
    return TokenSet(
        access_token=answer["access_token"],
        refresh_token=text_of(answer.get("refresh_token")) or refresh_token,
        access_expires_at=now + timedelta(seconds=access_lifetime),
        consent_expires_at=now + timedelta(seconds=lifetime),
        consent_ends_at=hard_end and now + timedelta(seconds=hard_end),
        scopes=tuple(text_of(answer.get("scope")).split()),
        user_id=realm_id,
        consent_id=realm_id,
    )


def realm_of(query):
    """The company that came back with a code: nothing else tells which one it is.

    :param dict query: of the redirect
    :return: empty where there is none
    :rtype: str
    """
    realm_id = text_of(query.get("realmId"))
    return realm_id if re.fullmatch(r"[0-9]{1,32}", realm_id) else ""


def _seconds(answer, name, default):
    text = text_of(answer.get(name)).strip()
    return int(text) if text.isdigit() and int(text) else default
