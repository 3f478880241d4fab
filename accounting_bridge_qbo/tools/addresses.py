# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where QuickBooks is: one function for each address the bridge calls or shows.

``base_url`` is empty for the real hosts. Otherwise each address keeps its path and
goes to that origin. ``environment`` is ``production`` or ``sandbox``.
"""

from urllib.parse import quote, urlencode, urlsplit

_DISCOVERY = "https://developer.intuit.com"
_DISCOVERY_PATHS = {
    "production": "/.well-known/openid_configuration/",
    "sandbox": "/.well-known/openid_sandbox_configuration/",
}
_API = {
    "production": "https://quickbooks.api.intuit.com",
    "sandbox": "https://sandbox-quickbooks.api.intuit.com",
}
#: Where a person logs in, and is led on in the company that the link names.
_LOGIN = {
    "production": ("https://qbo.intuit.com", "/app/login"),
    "sandbox": ("https://sandbox.qbo.intuit.com", "/login"),
}

_DOCUMENT_PAGES = {
    "invoice": "invoice",
    "bill": "bill",
    "purchase_order": "purchaseorder",
    "credit_note": "creditmemo",
}
#: The page of a contact, by the list that stands before its id in the directory.
_CONTACT_PAGES = {"customer": "customerdetail", "supplier": "vendordetail"}


def at_origin(base_url, url):
    """An address, at another origin where there is one."""
    if not base_url:
        return url
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{base_url.rstrip('/')}{parts.path}{query}"


def discovery_url(base_url, environment):
    """The document that names Intuit's addresses for consent and tokens."""
    return at_origin(base_url, _DISCOVERY + _DISCOVERY_PATHS[environment])


def authorize_url(endpoint, query):
    """:param str endpoint: as the discovery document names it
    :param dict query: what OAuth 2 asks for
    """
    return f"{endpoint}?{urlencode(query, quote_via=quote)}"


def api_url(base_url, environment):
    return at_origin(base_url, f"{_API[environment]}/v3")


def document_url(base_url, environment, realm_id, document_type, remote_id):
    """Where a person sees an invoice, a bill or a purchase order, in this company:
    the short form of link shows what bears that id in whatever company is open."""
    page = f"{_DOCUMENT_PAGES[document_type]}?txnId={remote_id}"
    return _page_url(base_url, environment, realm_id, page)


def contact_url(base_url, environment, realm_id, remote_id):
    """:param str remote_id: of the directory, as in ``customer-12``"""
    list_name, _dash, key = remote_id.partition("-")
    page = f"{_CONTACT_PAGES.get(list_name, 'employeedetail')}?nameId={key}"
    return _page_url(base_url, environment, realm_id, page)


def item_url(base_url, environment, realm_id, remote_id):
    """The list of products and services: no page of one alone is known."""
    return _page_url(base_url, environment, realm_id, "items")


def _page_url(base_url, environment, realm_id, page):
    host, path = _LOGIN[environment]
    query = urlencode({"pagereq": page, "deeplinkcompanyid": realm_id})
    return at_origin(base_url, f"{host}{path}?{query}")
