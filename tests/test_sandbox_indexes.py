# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The stores' indexes say what a look at all records would, also with many callers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from decimal import Decimal

import pytest

from tests.sandbox.qbo.store import Store as QboStore
from tests.sandbox.xero.store import Store as XeroStore

pytest_plugins = ["tests.sandbox.plugin"]

CALLERS = 8


def names_of(record):
    return (record["Name"],)


def share_of(record):
    return record["Name"], record["Amount"]


class TestQboStore:
    @pytest.fixture
    def store(self):
        store = QboStore(lambda: datetime.now(timezone.utc))
        for name in ("a", "b", "a"):
            store.add("Item", {"Name": name, "Amount": Decimal("1.10")})
        return store

    def found(self, store, name):
        """The ids found and the total, which must be those of a look at all."""
        found = store.find("Item", names_of, name)
        named = [each for each in store.all("Item") if each["Name"] == name]
        assert found == named
        total = store.total("Item", share_of, name)
        assert total == sum(each["Amount"] for each in named)
        return [each["Id"] for each in found]

    def test_what_was_there_before_the_question(self, store):
        assert self.found(store, "a") == ["1", "3"]
        assert self.found(store, "z") == []

    def test_what_comes_changes_and_goes(self, store):
        self.found(store, "a")
        store.add("Item", {"Name": "a", "Amount": Decimal(5)})
        record = store.get("Item", "1")
        record |= {"Name": "b", "Amount": Decimal(7)}
        store.touch("Item", record)
        store.remove("Item", "3")
        assert self.found(store, "a") == ["4"]
        assert store.total("Item", share_of, "b") == Decimal("8.10")

    def test_a_way_back(self, store):
        self.found(store, "a")
        with pytest.raises(KeyError), store.savepoint():
            store.add("Item", {"Name": "a", "Amount": Decimal(5)})
            store.remove("Item", "2")
            raise KeyError
        assert self.found(store, "a") == ["1", "3"]
        assert self.found(store, "b") == ["2"]


def test_xero_store_and_its_way_back():
    store = XeroStore()
    store.put("Items", 1, {"Name": "a"})
    store.put("Items", 2, {"Name": "a"})
    assert len(store.find("Items", names_of, "a")) == 2
    with pytest.raises(KeyError), store.savepoint():
        store.put("Items", 1, {"Name": "b"})
        store.put("Items", 3, {"Name": "a"})
        assert store.find("Items", names_of, "b") == [{"Name": "b"}]
        raise KeyError
    assert store.find("Items", names_of, "a") == store.all("Items")
    assert store.find("Items", names_of, "b") == []
    store.drop("Items", 1)
    assert store.find("Items", names_of, "a") == store.all("Items")


def test_many_callers_take_one_name_once_in_xero(xero_sandbox, xero_caller):
    xero_sandbox.set_limits(concurrent_limit=None)
    body = {"Contacts": [{"Name": f"Partner {number}"} for number in range(20)]}

    def create(_caller):
        path = "Contacts?summarizeErrors=false"
        return xero_caller.api("PUT", path, body).json()["Contacts"]

    assert accepted(create, "HasValidationErrors") == 20
    names = [each["Name"] for each in xero_sandbox.objects("Contacts")]
    assert sum(name.startswith("Partner ") for name in names) == 20


def test_many_callers_take_one_name_once_in_quickbooks(qbo_sandbox, us_books):
    items = [
        {
            "bId": str(number),
            "operation": "create",
            "Customer": {"DisplayName": f"Partner {number}"},
        }
        for number in range(20)
    ]

    def create(_caller):
        return us_books.batch(items).values()

    assert accepted(create, "Fault") == 20
    names = [each["DisplayName"] for each in qbo_sandbox.objects("Customer")]
    assert sum(name.startswith("Partner ") for name in names) == 20


def accepted(create, refusal):
    """How many of the records were made, all callers together."""
    with ThreadPoolExecutor(CALLERS) as pool:
        answers = list(pool.map(create, range(CALLERS)))
    return sum(not each.get(refusal) for answer in answers for each in answer)
