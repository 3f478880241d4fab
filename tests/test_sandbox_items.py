# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pretend Xero's items."""

import pytest

pytest_plugins = ["tests.sandbox.plugin"]

PEN = {
    "Code": "PEN",
    "Name": "Pen",
    "SalesDetails": {"UnitPrice": "1.2345", "AccountCode": "200"},
    "PurchaseDetails": {"UnitPrice": "0.5", "AccountCode": "310"},
}


def test_prices_have_four_decimals_where_they_are_asked_for(xero_caller):
    made = xero_caller.put_one("Items", PEN, "?unitdp=4")
    assert made["SalesDetails"]["UnitPrice"] == 1.2345
    (found,) = xero_caller.get("Items/PEN?unitdp=4")["Items"]
    assert found == made
    (found,) = xero_caller.get(f"Items/{made['ItemID']}")["Items"]
    assert found["SalesDetails"]["UnitPrice"] == 1.23


def test_all_items_come_at_once(xero_caller):
    for number in range(120):
        xero_caller.put_one("Items", {"Code": f"PEN-{number}"})
    answer = xero_caller.get("Items?page=1&pageSize=10")
    assert len(answer["Items"]) > 120
    assert "pagination" not in answer


def test_a_code_is_taken_once(xero_caller):
    xero_caller.put_one("Items", PEN)
    (message,) = xero_caller.refused("Items", {"Code": "pen"})
    assert message == "Price List Item with Code 'pen' already exists"
    changed = {"Items": [{"Code": "PEN", "Name": "Ball pen"}]}
    (item,) = xero_caller.api("POST", "Items", changed).json()["Items"]
    assert (item["Name"], item["SalesDetails"]["UnitPrice"]) == ("Ball pen", 1.23)


def test_a_side_that_an_item_has_not_is_empty(xero_caller):
    item = xero_caller.put_one("Items", {**PEN, "IsPurchased": False})
    assert item["PurchaseDetails"] == {}
    assert item["SalesDetails"]["AccountCode"] == "200"


@pytest.mark.parametrize(
    "values, text",
    [
        ({"Code": ""}, "Code must be specified"),
        ({"Code": "C" * 31}, "Code must not be longer than 30"),
        ({"Name": "N" * 51}, "Name must not be longer than 50"),
        ({"SalesDetails": {"AccountCode": "nothing"}}, "not a valid code"),
    ],
)
def test_refused_items(xero_caller, values, text):
    messages = xero_caller.refused("Items", {**PEN, **values})
    assert any(text in message for message in messages), messages
