# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Bodies that are accepted as they stand, for the tests of the sandbox.

Names are those of the fixtures; each function takes the QboCaller that will send
the body, and further properties that overwrite its own.
"""

CURRENCIES = {"us": None, "ca": "CAD", "uk": "GBP"}
CODES = {"ca": "GST/QST QC", "uk": "20.0% S"}
CALCULATIONS = {"codes": "TaxExcluded", "off": "NotApplicable"}


def reference(books, entity, name):
    return {"value": books.find_id(entity, name)}


def sale_line(books, amount=100, code="", **detail):
    """A line of the item Hours; `code` is a tax code's name."""
    return {
        "DetailType": "SalesItemLineDetail",
        "Amount": amount,
        "SalesItemLineDetail": {
            "ItemRef": reference(books, "Item", "Hours"),
            **_code(books, code or CODES.get(books.company.key, "TAX")),
            **detail,
        },
    }


def account_line(books, amount=100, code="", account="Rent", **values):
    """A line of an account; no tax code unless named, or outside the US."""
    code = code or CODES.get(books.company.key, "")
    return {
        "DetailType": "AccountBasedExpenseLineDetail",
        "Amount": amount,
        "AccountBasedExpenseLineDetail": {
            "AccountRef": reference(books, "Account", account),
            **(_code(books, code) if code else {}),
        },
        **values,
    }


def invoice(books, *lines, **values):
    return {
        "CustomerRef": reference(books, "Customer", "Ridgeway University"),
        "Line": list(lines) or [sale_line(books)],
        **_head(books),
        **values,
    }


def bill(books, *lines, **values):
    return {
        "VendorRef": reference(books, "Vendor", "Hamilton Smith Ltd"),
        "Line": list(lines) or [account_line(books)],
        **_head(books),
        **values,
    }


def order(books, *lines, **values):
    payable = reference(books, "Account", "Accounts Payable (A/P)")
    return bill(books, *lines, **{"APAccountRef": payable, **values})


def payment(document, amount, **values):
    """Money for one invoice or, with the values of a bill payment, one bill."""
    kind = "Invoice" if "CustomerRef" in document else "Bill"
    name = "CustomerRef" if kind == "Invoice" else "VendorRef"
    link = {"TxnId": document["Id"], "TxnType": kind}
    return {
        name: {"value": document[name]["value"]},
        "TotalAmt": amount,
        "Line": [{"Amount": amount, "LinkedTxn": [link]}],
        **values,
    }


def head(record, **values):
    """What every update begins with."""
    return {"Id": record["Id"], "SyncToken": record["SyncToken"], **values}


def _head(books):
    """What a company asks for beside name and lines."""
    values = {}
    if books.company.settings.multicurrency:
        currency = CURRENCIES[books.company.key] or "USD"
        values["CurrencyRef"] = {"value": currency}
    if calculation := CALCULATIONS.get(books.company.settings.sales_tax):
        values["GlobalTaxCalculation"] = calculation
    return values


def _code(books, name):
    if books.company.settings.sales_tax == "off":
        return {}
    if books.company.is_us:
        return {"TaxCodeRef": {"value": name}}
    return {"TaxCodeRef": reference(books, "TaxCode", name)}
