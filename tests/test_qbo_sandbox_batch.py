# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pretend QuickBooks' batches, and requests that are done once."""

import threading

import pytest

pytest_plugins = ["tests.sandbox.plugin"]


def new_customer(item_id, name, **values):
    return {
        "bId": item_id,
        "operation": "create",
        "Customer": {"DisplayName": name, **values},
    }


def count(caller, entity="Customer"):
    answer = caller.ask(f"SELECT COUNT(*) FROM {entity}").json()
    return answer["QueryResponse"]["totalCount"]


def code_of(answer):
    return answer["Fault"]["Error"][0]["code"]


# -- batches -----------------------------------------------------------------------


def test_a_verdict_for_each_item(us_books):
    found = us_books.batch(
        [
            new_customer("a", "One"),
            new_customer("b", "Ridgeway University"),
            {"bId": "c", "operation": "create", "Vendor": {"DisplayName": "Two"}},
        ]
    )
    assert found["a"]["Customer"]["DisplayName"] == "One"
    assert code_of(found["b"]) == "6240"
    assert found["b"]["Fault"]["type"] == "ValidationFault"
    assert found["c"]["Vendor"]["DisplayName"] == "Two"


def test_answers_come_in_another_order(us_books):
    items = [new_customer("a", "One"), new_customer("b", "Two")]
    answer = us_books.post("batch", {"BatchItemRequest": items}).json()
    assert [each["bId"] for each in answer["BatchItemResponse"]] == ["b", "a"]
    assert answer["time"]


def test_queries_see_nothing_of_the_other_items(us_books):
    text = "SELECT * FROM Customer WHERE DisplayName = 'One'"
    found = us_books.batch([new_customer("a", "One"), {"bId": "q", "Query": text}])
    assert found["q"]["QueryResponse"] == {}
    assert us_books.find(text)


def test_update_and_change_data_in_a_batch(us_books):
    body = {"Id": "1", "SyncToken": "0", "sparse": True, "CompanyName": "Ridgeway"}
    since = us_books.company.now().isoformat()
    asked = {"Entities": "Customer", "ChangedSince": since}
    found = us_books.batch(
        [
            {"bId": "u", "operation": "update", "Customer": body},
            {"bId": "s", "operation": "update", "Customer": {**body, "Id": "2"}},
            {"bId": "c", "CDCQuery": asked},
        ]
    )
    assert found["u"]["Customer"]["CompanyName"] == "Ridgeway"
    assert found["s"]["Customer"]["SyncToken"] == "1"
    assert found["c"]["CDCResponse"] == [{"QueryResponse": [{}]}]


@pytest.mark.parametrize(
    "item, code",
    [
        ({"operation": "create", "Nothing": {}}, "2010"),
        ({"operation": "create"}, "2010"),
        ({"operation": "paint", "Customer": {"DisplayName": "x"}}, "2170"),
        ({"operation": "create", "Customer": {"Nickname": "x"}}, "2010"),
        ({"Query": "SELECT"}, "4000"),
    ],
)
def test_an_item_fails_alone(us_books, item, code):
    found = us_books.batch([{"bId": "a", **item}, new_customer("b", "Two")])
    assert code_of(found["a"]) == code
    assert "Customer" in found["b"]


def test_at_most_thirty(us_books):
    before = count(us_books)
    items = [new_customer(str(index), f"Number {index}") for index in range(31)]
    answer = us_books.post("batch", {"BatchItemRequest": items})
    assert answer.status_code == 400
    assert code_of(answer.json()) == "1040"
    assert count(us_books) == before
    us_books.batch(items[:30])
    assert count(us_books) == before + 30


@pytest.mark.parametrize("ids", [("a", "a"), ("a", ""), ("a", None)])
def test_every_item_has_an_id_of_its_own(us_books, ids):
    items = [new_customer(each, f"Number {index}") for index, each in enumerate(ids)]
    assert us_books.post("batch", {"BatchItemRequest": items}).status_code == 400
    assert us_books.post("batch", {}).status_code == 400


# -- requestid ---------------------------------------------------------------------


def test_a_repeat_gets_the_first_answer(us_books):
    first = us_books.create("Customer", {"DisplayName": "One"}, requestid="r1")
    again = us_books.create("Customer", {"DisplayName": "Other"}, requestid="r1")
    assert again == first
    other = us_books.create("Customer", {"DisplayName": "Other"}, requestid="r2")
    assert other["Id"] != first["Id"]


def test_a_refusal_is_repeated_too(qbo_sandbox, us_books):
    body = {"DisplayName": "Ridgeway University"}
    assert us_books.refused("Customer", body, requestid="r1")["code"] == "6240"
    fine = {"DisplayName": "Fine"}
    assert us_books.refused("Customer", fine, requestid="r1")["code"] == "6240"
    assert us_books.create("Customer", fine, requestid="r2")


def test_request_ids_are_a_company_s_own(us_books, uk_books):
    pounds = {"value": "GBP"}
    us_books.create("Customer", {"DisplayName": "One"}, requestid="r1")
    body = {"DisplayName": "Two", "CurrencyRef": pounds}
    found = uk_books.create("Customer", body, requestid="r1")
    assert found["DisplayName"] == "Two"


def test_lengths(us_books):
    body = {"DisplayName": "One"}
    assert us_books.refused("Customer", body, requestid="x" * 51)["code"] == "2050"
    us_books.create("Customer", body, requestid="x" * 50)
    items = {"BatchItemRequest": [new_customer("i" * 10, "Two")]}
    for item_id, request_id in (("i" * 11, "r"), ("i", "x" * 37)):
        wrong = {"BatchItemRequest": [new_customer(item_id, "Two")]}
        answer = us_books.post("batch", wrong, requestid=request_id)
        assert answer.status_code == 400
        assert code_of(answer.json()) == "2050"
    assert us_books.post("batch", items, requestid="x" * 36).status_code == 200
    without = {"BatchItemRequest": [new_customer("i" * 36, "Three")]}
    assert us_books.post("batch", without).status_code == 200


def test_a_batch_is_repeated_item_by_item(us_books):
    first = us_books.batch([new_customer("a", "One")], requestid="r1")
    again = us_books.batch(
        [new_customer("a", "Other"), new_customer("b", "Two")], requestid="r1"
    )
    assert again["a"] == first["a"]
    assert again["b"]["Customer"]["DisplayName"] == "Two"
    assert count(us_books) == 4


def test_the_store_may_forget(qbo_sandbox, us_books):
    qbo_sandbox.set_limits(request_id_seconds=60)
    us_books.create("Customer", {"DisplayName": "One"}, requestid="r1")
    qbo_sandbox.advance_clock(61)
    body = {"DisplayName": "One"}
    assert us_books.refused("Customer", body, requestid="r1")["code"] == "6240"


def test_a_repeat_waits_for_the_first(qbo_sandbox, us_books):
    qbo_sandbox.arm_fault("slow", path="customer", seconds=0.5)
    found = []

    def create(name):
        body = {"DisplayName": name}
        found.append(us_books.create("Customer", body, requestid="r1")["Id"])

    threads = [threading.Thread(target=create, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert count(us_books) == 3
