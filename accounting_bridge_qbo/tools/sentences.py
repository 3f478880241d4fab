# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What only QuickBooks makes necessary to say to a person."""


def redirect_url(env, url):
    return env._(
        "QuickBooks would refuse the redirect address %s: it takes https, and with "
        "development keys also http with the host localhost. Open Odoo under such an "
        "address, and let the system parameter web.base.url say the same.",
        url,
    )


def no_company(env):
    return env._(
        "QuickBooks gave its consent without saying for which company. Press Connect "
        "again, and choose a company on Intuit's page."
    )


def spent_code(env):
    """A consent whose code was not taken: the administrator only has to repeat."""
    return env._(
        "QuickBooks did not accept the code of this consent: it was used already or is "
        "too old. Press Connect again."
    )


def wrong_keys(env, connection):
    values = {"environment": connection._qbo_environment_label()}
    return env._(
        "QuickBooks does not let the app into this company. The connection's "
        "environment is %(environment)s: an app's development keys reach sandbox "
        "companies alone, its production keys real companies alone. Choose what fits, "
        "then press Connect again.",
        **values,
    )


def long_number(env, number, longest):
    return env._(
        "The number %(number)s has %(count)s characters, and QuickBooks takes at most "
        "%(longest)s. Give the document a shorter number.",
        number=number,
        count=len(number),
        longest=longest,
    )


def sales_tax_off(env):
    """Of what is not made yet."""
    return env._(
        "Sales tax is turned off in QuickBooks, which would leave the tax out. Remove "
        "the taxes from the order; or turn sales tax on in QuickBooks, press Sync "
        "reference data on the connection and map the taxes in the setup."
    )


def no_purchase_orders(env, connection):
    return env._(
        "The QuickBooks plan of %s has no purchase orders. Choose the untracked "
        "process in the setup, or a plan with purchase orders in QuickBooks and press "
        "Sync reference data.",
        connection.organization_name,
    )


def obstacles(env, found, payload):
    """Why a document can't be sent as it is.

    :param list[Obstacle] found: their kinds: see ``translate_documents.obstacles``
    :param DocumentPayload payload:
    :rtype: list[str]
    """
    return [
        _line_obstacle(env, each) if each.line else _obstacle(env, each.kind, payload)
        for each in found
    ]


def _obstacle(env, kind, payload):
    currency = payload.currency
    if kind == "number":
        return env._(
            "The number %s is too long for QuickBooks. Give the document a shorter "
            "number.",
            payload.number,
        )
    if kind == "decimals":
        return env._(
            "QuickBooks knows no amounts with more than two decimals, and %s has more. "
            "Use another currency for this order, or invoice it in Odoo.",
            currency,
        )
    if kind == "currency":
        return env._(
            "The company in QuickBooks uses its own currency alone, and the order is "
            "in %s. Turn on Multicurrency in QuickBooks and press Sync reference data.",
            currency,
        )
    if kind == "payable_account":
        return env._(
            "QuickBooks has no Accounts Payable account in %s, which a purchase order "
            "needs. Enter any bill of a supplier in that currency there, then press "
            "Sync reference data.",
            currency,
        )
    if kind == "bill_tax_account":
        return env._(
            "The account for the tax of bills is not chosen. Choose it in the setup, "
            "or let the tax be spread over the taxed lines."
        )
    if kind == "sales_tax_code":
        return env._(
            "The company in QuickBooks has no automated sales tax, and the rate that "
            "its taxed sales bear there is not chosen. An administrator chooses it in "
            "the setup, with the ledger accounts; then press Retry."
        )
    if kind == "sales_tax_off":
        return env._(
            "Sales tax is turned off in QuickBooks, which would leave out the tax of "
            "%(tax)s %(currency)s. Either turn sales tax on in QuickBooks, press Sync "
            "reference data on the connection, map the taxes in the setup and press "
            "Retry; or cancel this document, remove the taxes from the order and "
            "create it again.",
            tax=payload.tax,
            currency=currency,
        )
    if kind == "negative":
        return env._(
            "The document's total is %(total)s %(currency)s, and QuickBooks takes none "
            "below zero. Leave lines out, or enter a credit note there.",
            total=payload.total,
            currency=currency,
        )
    if kind == "empty":
        return env._(
            "The document has no line with an amount, and QuickBooks takes none "
            "without."
        )
    return env._(
        "Odoo's lines come to another total than the document, %(total)s %(currency)s. "
        "Create the document anew.",
        total=payload.total,
        currency=currency,
    )


def _line_obstacle(env, found):
    line = found.line
    if found.kind == "item":
        return env._(
            "The line %s has no item in QuickBooks to stand for its account. Press "
            "Retry; if it stays so, press Sync reference data on the connection.",
            line.description,
        )
    if found.kind == "account":
        return env._("The line %s has no account. Choose one.", line.description)
    if found.kind == "tax_code" and not line.tax_code:
        return env._(
            "No tax code is known for the line %s. An administrator maps its taxes in "
            "the setup; then press Retry.",
            line.description,
        )
    if found.kind == "tax_code":
        return env._(
            "QuickBooks' rates for the tax code of the line %s are not known. Choose "
            "another tax code, or press Sync reference data on the connection.",
            line.description,
        )
    return env._(
        "The line %(line)s has a tax of %(tax)s in Odoo, which is not what QuickBooks "
        "makes of it. Choose a tax code with Odoo's rate, or correct the line's taxes.",
        line=line.description,
        tax=line.tax,
    )
