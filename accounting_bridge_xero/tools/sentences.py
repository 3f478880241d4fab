# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What only Xero makes necessary to say to a person."""

from odoo.addons.accounting_bridge.exceptions import PersonMustAct


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
