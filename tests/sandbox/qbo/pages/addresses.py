# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which record an address means: the sandbox's own, and QuickBooks' deep links."""

from urllib.parse import parse_qs, urlsplit

#: Route of a deep link -> entity.
_ROUTES = {
    "invoice": "Invoice",
    "creditmemo": "CreditMemo",
    "recvpayment": "Payment",
    "bill": "Bill",
    "vendorcredit": "VendorCredit",
    "billpayment": "BillPayment",
    "purchaseorder": "PurchaseOrder",
    "customerdetail": "Customer",
    "vendordetail": "Vendor",
}
_ID_PARAMETERS = ("txnId", "nameId")


def address_of(company, entity, record_id):
    """The path of the sandbox's own page of a record."""
    return f"/go/{company.key}/{entity}/{record_id}"


def record_of(state, request):
    """Company, entity and id; None where the address means no record.

    A deep link without a company opens the id in whatever company the browser is
    signed in to: here the first one.
    """
    parts = request.parts
    if len(parts) == 4 and parts[0] == "go":
        return _found(state, parts[1], parts[2], parts[3])
    query = request.query
    if parts in (["app", "login"], ["login"]):
        realm_id = query.get("deeplinkcompanyid", "")
        return _of_route(state, realm_id, query.get("pagereq", ""))
    if len(parts) == 2 and parts[0] == "app":
        first = next(iter(state.companies))
        return _of_route(state, first, f"{parts[1]}?{request.query_string}")
    return None


def _of_route(state, realm_id, route):
    """:param route: invoice?txnId=130"""
    split = urlsplit(route)
    query = parse_qs(split.query)
    for name in _ID_PARAMETERS:
        if name in query:
            entity = _ROUTES.get(split.path.strip("/"))
            return _found(state, realm_id, entity, query[name][0])
    return None


def _found(state, key, entity, record_id):
    for company in state.companies.values():
        if key in company.keys and entity and company.store.get(entity, record_id):
            return company, entity, record_id
    return None
