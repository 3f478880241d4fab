# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where Xero is: one function for each address the bridge calls or shows.

``base_url`` is empty for the real hosts. Otherwise each address keeps its path and
goes to that origin.
"""

from urllib.parse import quote, urlencode

_LOGIN = "https://login.xero.com"
_IDENTITY = "https://identity.xero.com"
_API = "https://api.xero.com"
_APP = "https://go.xero.com"

#: The page behind the old form of deep link, by type of document.
_OLD_PAGES = {
    "bill": "/AccountsPayable/Edit.aspx?InvoiceID={id}",
    "purchase_order": "/Accounts/Payable/PurchaseOrders/View/{id}/",
}


def _origin(base_url, host):
    return (base_url or host).rstrip("/")


def authorize_url(base_url, query):
    """:param dict query: what OAuth 2 asks for"""
    encoded = urlencode(query, quote_via=quote)
    return f"{_origin(base_url, _LOGIN)}/identity/connect/authorize?{encoded}"


def token_url(base_url):
    return f"{_origin(base_url, _IDENTITY)}/connect/token"


def identity_url(base_url):
    """The base of the SDK's ``IdentityApi``."""
    return _origin(base_url, _API)


def accounting_url(base_url):
    """The base of the SDK's ``AccountingApi``."""
    return f"{_origin(base_url, _API)}/api.xro/2.0"


def document_url(base_url, short_code, document_type, remote_id):
    """Where a person sees an invoice, a bill or a purchase order.

    Bills and purchase orders have only the old form of link, which goes through
    the choice of the organization.
    """
    origin, code = _origin(base_url, _APP), quote(short_code)
    if page := _OLD_PAGES.get(document_type):
        path = quote(page.format(id=remote_id), safe="/?=")
        return (
            f"{origin}/organisationlogin/default.aspx"
            f"?shortcode={code}&redirecturl={path}"
        )
    return f"{origin}/app/{code}/invoicing/view/{quote(remote_id)}"


def contact_url(base_url, short_code, remote_id):
    origin, code = _origin(base_url, _APP), quote(short_code)
    return f"{origin}/app/{code}/contacts/contact/{quote(remote_id)}"


def items_url(base_url, short_code):
    """The list of products and services, by the old form of link: no link to one of
    them is published."""
    return (
        f"{_origin(base_url, _APP)}/organisationlogin/default.aspx"
        f"?shortcode={quote(short_code)}&redirecturl=/Accounts/Inventory/"
    )
