# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What arrived, company by company."""

from html import escape

from ...page import table
from ..accounting.resources import RESOURCES
from ..accounting.wire import plain
from .addresses import address_of
from .record import NAMES, name_of, status_of, title_of

HEADINGS = ("Number", "Name", "Date", "Status", "Total", "Open", "Memo")
LISTS = ("Customer", "Vendor", "Item")
#: Names that are listed before the rest is only counted.
MOST_NAMES = 20


def overview(state):
    parts = [_company(company) for company in state.companies.values()]
    return "<h1>What arrived</h1>" + "".join(parts)


def _company(company):
    sections = "".join(_section(company, entity) for entity in NAMES)
    lists = "".join(_names(company, entity) for entity in LISTS)
    return (
        f"<div class='card'><h2>{escape(company.name)} "
        f"<span class='muted'>{company.home_currency}</span></h2>"
        f"{sections or '<p>Nothing yet.</p>'}{lists}</div>"
    )


def _section(company, entity):
    if entity not in RESOURCES or not company.store.all(entity):
        return ""
    rows = [
        _row(company, entity, record) for record in reversed(company.store.all(entity))
    ]
    heading = f"<h3>{NAMES[entity]}s</h3>"
    return heading + table(HEADINGS, rows, numeric=(4, 5))


def _row(company, entity, record):
    shown = plain(RESOURCES[entity].render(company, record))
    note = (shown.get("PrivateNote") or "").splitlines()
    return (
        _link(company, entity, shown),
        escape(name_of(shown)),
        shown.get("TxnDate", ""),
        f"<span class='status'>{status_of(shown)}</span>",
        f"{shown.get('TotalAmt', 0):,.2f}",
        f"{shown['Balance']:,.2f}" if "Balance" in shown else "",
        escape(note[-1] if note else ""),
    )


def _names(company, entity):
    records = company.store.all(entity)
    links = ", ".join(_link(company, entity, each) for each in records[-MOST_NAMES:])
    more = len(records) - MOST_NAMES
    rest = f" and {more} more" if more > 0 else ""
    return f"<p class='muted'>{entity}s: {links}{rest}</p>"


def _link(company, entity, shown):
    address = address_of(company, entity, shown["Id"])
    return f"<a href='{address}'>{escape(title_of(entity, shown))}</a>"
