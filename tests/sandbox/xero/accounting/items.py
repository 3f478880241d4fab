# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Items: what lines name by their code. All of them come in one answer."""

from ..errors import Problems
from ..organization import stable_id
from .money import to_places
from .resource import Resource, same_text
from .wire import read_decimal

#: The sides of an item, and what says whether it has them.
SIDES = {"SalesDetails": "IsSold", "PurchaseDetails": "IsPurchased"}
_TEXT_FIELDS = {
    "Code": 30,
    "Name": 50,
    "Description": 4000,
    "PurchaseDescription": 4000,
}


class Items(Resource):
    kind = "Items"
    id_field = "ItemID"
    number_field = "Code"
    knows_modified_since = True
    fields = ("ItemID", "Code", "Name", "IsSold", "IsPurchased", "UpdatedDateUTC")

    def render(self, call, record, detail):
        shown = {name: value for name, value in record.items() if value is not None}
        for side in SIDES:
            details = shown.get(side) or {}
            if details.get("UnitPrice") is not None:
                price = to_places(details["UnitPrice"], call.unit_places)
                shown[side] = {**details, "UnitPrice": price}
        return shown

    def save(self, call, element):
        known = self._known(call, element)
        problems = Problems()
        if known and call.request.method == "PUT":
            problems.add(
                f"Price List Item with Code '{element['Code']}' already exists"
            )
        problems.messages += _check(call, element, known)
        problems.raise_if_any()
        item = dict(known) if known else _blank(call, element["Code"])
        for name in (*_TEXT_FIELDS, *SIDES.values()):
            if name in element:
                item[name] = element[name]
        for side, flag in SIDES.items():
            if side in element:
                item[side] = _details(call, element[side])
            if not item[flag]:
                item[side] = {}
        item["UpdatedDateUTC"] = call.clock.utc()
        call.store.put(self.kind, item["ItemID"], item)
        return item

    def _known(self, call, element):
        if element.get("ItemID"):
            return call.store.get(self.kind, element["ItemID"].lower())
        code = element.get("Code") or ""
        found = call.store.find(self.kind, self.number_keys, code.casefold())
        return found[0] if code and found else None


def _blank(call, code):
    return {
        "ItemID": stable_id(call.organization.name, "item", code),
        "Code": code,
        "Name": code,
        "IsTrackedAsInventory": False,
        "IsSold": True,
        "IsPurchased": True,
        "SalesDetails": {},
        "PurchaseDetails": {},
    }


def _check(call, element, known):
    messages = [
        f"{name} must not be longer than {longest} characters."
        for name, longest in _TEXT_FIELDS.items()
        if len(str(element.get(name) or "")) > longest
    ]
    if not known and not element.get("Code"):
        messages.append("Price List Item Code must be specified.")
    for side in SIDES:
        messages += _check_account(call, (element.get(side) or {}).get("AccountCode"))
    return messages


def _check_account(call, code):
    if not code:
        return []
    for account in call.store.all("Accounts"):
        if same_text(account.get("Code"), code) and account["Status"] == "ACTIVE":
            return []
    return [f"Account code '{code}' is not a valid code for this document."]


def _details(call, given):
    details = {
        name: given[name] for name in ("AccountCode", "TaxType") if given.get(name)
    }
    if given.get("UnitPrice") is not None:
        price = read_decimal(given["UnitPrice"])
        details["UnitPrice"] = to_places(price, call.unit_places)
    return details
