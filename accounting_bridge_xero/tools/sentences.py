# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From what Xero did to the bridge's errors, in words for a person."""

from odoo.addons.accounting_bridge.exceptions import (
    AnswerLost,
    PersonMustAct,
    Reconnect,
    TryAgain,
)
from odoo.addons.accounting_bridge.tools.faults import Kind


def bridge_error(env, error):
    """The one place where Xero's errors become the bridge's.

    :param RemoteFault error:
    :rtype: BridgeError
    """
    if error.kind is Kind.RATE_LIMIT:
        return TryAgain(_rate_limit(env, error.window), delay=error.delay)
    if error.kind is Kind.UNREACHABLE:
        return TryAgain(
            env._("Xero could not be reached. It will be tried again."),
            delay=error.delay,
        )
    if error.kind in (Kind.UNAVAILABLE, Kind.TOKEN_EXPIRED):
        return TryAgain(
            env._("Xero is not available at the moment. It will be tried again."),
            delay=error.delay,
        )
    if error.kind in (Kind.ANSWER_LOST, Kind.KEY_REUSED):
        return answer_lost(env)
    if error.kind in (Kind.SCOPE_MISSING, Kind.NOT_CONNECTED, Kind.CONSENT_GONE):
        return Reconnect(_consent(env, error.kind))
    return PersonMustAct(_refusal(env, error))


def answer_lost(env):
    return AnswerLost(
        env._(
            "Xero gave no clear answer. Whether it was carried out there will be "
            "checked before anything is sent again."
        )
    )


def spent_code(env):
    """A consent whose code was not taken: the administrator only has to repeat."""
    return PersonMustAct(
        env._(
            "Xero did not accept the code of this consent: it was used already or is "
            "more than five minutes old. Press Connect again."
        )
    )


def no_refresh_token(env):
    return PersonMustAct(
        env._(
            "Xero gave a consent that ends in half an hour. Add offline_access to the "
            "scopes, then press Connect again."
        )
    )


def _rate_limit(env, window):
    if window == "day":
        return env._(
            "Xero allows no more calls today. It will be tried again when Xero allows "
            "it."
        )
    if window == "concurrent":
        return env._("Xero takes no more calls at once. It will be tried again.")
    return env._("Xero allows no more calls this minute. It will be tried again.")


def _consent(env, kind):
    if kind is Kind.SCOPE_MISSING:
        return env._(
            "The consent given in Xero does not cover this. An administrator must "
            "connect again and allow all that is asked for."
        )
    if kind is Kind.NOT_CONNECTED:
        return env._(
            "The organization is no longer connected to the app in Xero. An "
            "administrator must connect again."
        )
    return env._(
        "The consent given in Xero has ended. An administrator must connect again."
    )


def _refusal(env, error):
    words = " ".join(error.words)
    if error.kind is Kind.APP_REFUSED:
        return env._(
            "Xero refused the app (%s). Check its Client ID, Client Secret and "
            "redirect address at Xero and here, then connect again.",
            words,
        )
    if error.kind is Kind.NOT_PERMITTED:
        return env._(
            "The Xero user who gave the consent may not do this. Xero says: %s Give "
            "that user the right in Xero, or connect as another one.",
            words,
        )
    if error.kind is Kind.NOT_FOUND:
        return env._("Xero does not find this record any more. Look for it in Xero.")
    return env._("Xero refused this: %s", words or env._("it gave no reason."))


def obstacles(env, found, payload):
    """Why a document can't be sent as it is.

    :param list[Obstacle] found:
    :param DocumentPayload payload:
    :rtype: list[str]
    """
    return [_obstacle(env, each, payload) for each in found]


def _obstacle(env, found, payload):
    if found.kind == "decimals":
        return env._(
            "Xero knows two decimals and %(currency)s has %(count)s. Invoice this "
            "order in another currency, or in Odoo.",
            currency=payload.currency,
            count=payload.currency_decimals,
        )
    if found.kind == "sum":
        return env._(
            "The lines do not add up to the document's total of %(total)s "
            "%(currency)s. Create the document anew.",
            total=payload.total,
            currency=payload.currency,
        )
    values = {"line": found.line.description, "code": found.line.tax_code}
    if found.kind == "tax_code":
        return env._(
            "The tax code %(code)s of the line %(line)s is not known. Press Sync "
            "reference data on the connection, or choose another tax code.",
            **values,
        )
    return env._(
        "The tax of the line %(line)s is %(tax)s in Odoo, and Xero would compute "
        "another with the tax code %(code)s. Choose a tax code of the same rate.",
        tax=found.line.tax,
        **values,
    )
