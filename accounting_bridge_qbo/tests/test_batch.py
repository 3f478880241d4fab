# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge_qbo.tools.batch import (
    batch_body,
    creations_body,
    outcomes,
    verdicts,
)

ENTITIES = ("Invoice", "Bill")


def made(place, remote_id="7", entity="Invoice"):
    return {"bId": str(place), entity: {"Id": remote_id}}


def refused(place, *errors, lower=False):
    fault = {"Error": list(errors), "type": "ValidationFault"}
    if lower:
        fault = {"error": list(errors), "type": "SERVICE"}
    return {"bId": str(place), "fault" if lower else "Fault": fault}


@tagged("post_install", "-at_install")
class TestBatch(BaseCase):
    def test_items_are_numbered(self):
        body = creations_body(
            [("Customer", {"DisplayName": "A"}), ("Vendor", {"DisplayName": "B"})]
        )
        self.assertEqual(
            json.loads(body),
            {
                "BatchItemRequest": [
                    {
                        "bId": "1",
                        "operation": "create",
                        "Customer": {"DisplayName": "A"},
                    },
                    {"bId": "2", "operation": "create", "Vendor": {"DisplayName": "B"}},
                ]
            },
        )
        self.assertIn('"bId": "1", "Query"', batch_body([{"Query": "SELECT"}]))

    def test_decimals_are_numbers_with_exactly_their_digits(self):
        body = creations_body([("Invoice", {"Amount": Decimal("10.10")})])
        self.assertIn('"Amount": 10.10}', body)

    def test_answers_come_in_any_order(self):
        found = verdicts(2, [made(2, "b", "Bill"), made(1, "a")], ENTITIES)
        self.assertEqual(
            [(each.entity, each.record["Id"]) for each in found],
            [("Invoice", "a"), ("Bill", "b")],
        )

    def test_answers_that_do_not_fit(self):
        for elements in (
            [],
            [made(1)],
            [made(1), made(1)],
            [made(1), made(3)],
            [made(1), made(2), made(2)],
            [made(1), {"Invoice": {"Id": "7"}}],
        ):
            self.assertIsNone(verdicts(2, elements, ENTITIES), elements)

    def test_one_item_that_tells_nothing(self):
        for element in (
            {"bId": "2"},
            {"bId": "2", "Invoice": {}},
            {"bId": "2", "Invoice": None},
            made(2, entity="Estimate"),
            refused(2, {"Message": "System Failure", "code": "10000"}),
            refused(2, {"Message": "ThrottleExceeded", "code": "3001"}, lower=True),
        ):
            first, second = verdicts(2, [made(1), element], ENTITIES)
            self.assertEqual(first.record, {"Id": "7"})
            self.assertEqual((second.record, second.faults), (None, ()), element)
            found = outcomes("AB", [made(1), element], ENTITIES, lambda sent, _: sent)
            self.assertEqual(found, ["A"])

    def test_words(self):
        long = "Duplicate Document Number Error : You must specify another"
        for error, words in (
            ({"Message": "M", "Detail": "D", "code": "1"}, "M: D"),
            ({"message": "M", "detail": "D", "code": "1"}, "M: D"),
            ({"Message": "M", "Detail": None, "code": "1"}, "M"),
            (
                {"Message": "Duplicate Document Number Error", "Detail": long},
                long,
            ),
        ):
            (found,) = verdicts(1, [refused(1, error)], ENTITIES)
            self.assertEqual((found.words, found.record), ((words,), None))

    def test_a_fault_without_a_reason_is_a_fault(self):
        for element in (refused(1), refused(1, lower=True), {"bId": "1", "Fault": {}}):
            (found,) = verdicts(1, [element], ENTITIES)
            self.assertTrue(found.words, element)

    def test_several_faults(self):
        errors = [{"Message": "A"}, {"Message": "B"}, {"Message": "A"}]
        (found,) = verdicts(1, [refused(1, *errors, lower=True)], ENTITIES)
        self.assertEqual(found.words, ("A", "B"))

    def test_a_number_that_is_taken(self):
        for code, is_so in (("6140", True), ("6240", False)):
            error = {"Message": "M", "code": code}
            (found,) = verdicts(1, [refused(1, error)], ENTITIES)
            self.assertEqual(found.is_duplicate_number, is_so)

    def test_something_that_is_not_there(self):
        for code, is_so in (("2500", True), ("610", True), ("6240", False)):
            error = {"Message": "M", "code": code}
            (found,) = verdicts(1, [refused(1, error)], ENTITIES)
            self.assertEqual(found.is_reference_gone, is_so)
