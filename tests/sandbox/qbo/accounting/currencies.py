# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The currency of names and transactions."""

from decimal import Decimal

from .. import errors

CURRENCY_NAMES = {
    "AUD": "Australian Dollar",
    "CAD": "Canadian Dollar",
    "CHF": "Swiss Franc",
    "EUR": "Euro",
    "GBP": "British Pound Sterling",
    "JPY": "Japanese Yen",
    "USD": "United States Dollar",
}
MULTICURRENCY_OFF = "Multicurrency is not enabled for this company."
#: US dollars for one unit; good enough for a day's rate.
_IN_DOLLARS = {
    "AUD": Decimal("0.66"),
    "CAD": Decimal("0.72"),
    "CHF": Decimal("1.24"),
    "EUR": Decimal("1.16"),
    "GBP": Decimal("1.31"),
    "JPY": Decimal("0.0065"),
    "USD": Decimal("1"),
}


def currency_of(company, record):
    """The code of a record's currency."""
    reference = record.get("CurrencyRef") or {}
    return reference.get("value") or company.home_currency


def rate_of_the_day(company, code):
    """Home units for one unit of a currency."""
    rate = _IN_DOLLARS.get(code, Decimal(1)) / _IN_DOLLARS[company.home_currency]
    return rate.quantize(Decimal("0.000001"))


def check_currency_of_name(company, values, before):
    """A name has one currency for life, and only known ones.

    The real service takes no notice of another currency on an update, or refuses
    it: it is refused here.
    """
    code = currency_of(company, values)
    if before:
        old = currency_of(company, before)
        if values.get("CurrencyRef") and code != old:
            raise errors.business(
                "The currency of a name cannot be changed.", "CurrencyRef"
            )
        code = old
    elif code != company.home_currency:
        _check_known(company, code)
    if company.settings.multicurrency:
        values["CurrencyRef"] = {"value": code}
    else:
        values.pop("CurrencyRef", None)


def set_currency_of_transaction(company, values, name):
    """Check and set CurrencyRef and ExchangeRate.

    :param name: the customer or vendor, whose currency it must be
    """
    code = currency_of(company, name)
    given = (values.get("CurrencyRef") or {}).get("value")
    if not company.settings.multicurrency:
        if given and given != company.home_currency:
            raise errors.business(MULTICURRENCY_OFF, "CurrencyRef")
        values.pop("CurrencyRef", None)
        values.pop("ExchangeRate", None)
        return
    if not given:
        raise errors.missing("CurrencyRef")
    if given != code:
        raise errors.business(
            f"The currency of the transaction ({given}) differs from the currency "
            f"of its customer or vendor ({code}).",
            "CurrencyRef",
        )
    _check_rate(company, values, code)


def _check_rate(company, values, code):
    rate = values.get("ExchangeRate")
    if code == company.home_currency:
        values["ExchangeRate"] = Decimal(1)
    elif rate is None:
        values["ExchangeRate"] = rate_of_the_day(company, code)
    elif rate <= 0:
        raise errors.business("The exchange rate must be above zero.", "ExchangeRate")


def _check_known(company, code):
    if not company.settings.multicurrency:
        raise errors.business(MULTICURRENCY_OFF, "CurrencyRef")
    if not any(
        each["Code"] == code and each["Active"]
        for each in company.store.all("CompanyCurrency")
    ):
        raise errors.bad_reference("CurrencyRef", code)
