# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge.tools.faults import Kind
from odoo.addons.accounting_bridge.tools.transport import Response, redact
from odoo.addons.accounting_bridge_qbo.tools.errors import (
    FaultError,
    errors_in,
    errors_of,
    fault_of_item,
    fault_of_writes,
    is_unsettled,
    limit_in_batch,
    remote_fault,
)
from odoo.addons.accounting_bridge_qbo.tools.transport import SECRETS

PAGE = b"<!DOCTYPE html><html><body>We will be back soon</body></html>"
THROTTLED = "message=ThrottleExceeded; errorCode=003001; statusCode=429"


def fault(code, message="Something", detail="", fault_type="ValidationFault"):
    error = {"Message": message, "Detail": detail, "code": code, "element": ""}
    return {"Fault": {"Error": [error], "type": fault_type}, "time": "2026-11-20"}


def gateway_fault(code, message, detail, fault_type="AUTHENTICATION"):
    error = {"message": message, "detail": detail, "code": code, "element": None}
    return {"fault": {"error": [error], "type": fault_type}, "queryResponse": None}


def xml_fault(code, message, detail, fault_type="SERVICE"):
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<IntuitResponse xmlns="http://schema.intuit.com/finance/v3" time="2026">'
        f'<Fault type="{fault_type}"><Error code="{code}"><Message>{message}</Message>'
        f"<Detail>{detail}</Detail></Error></Fault></IntuitResponse>"
    ).encode()


def response(status, body=b"", **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Response(status, headers, body)


@tagged("post_install", "-at_install")
class TestErrors(BaseCase):
    def test_kinds(self):
        expired = ("3200", "message=AuthenticationFailed", "Token expired: eyJ.x")
        cut = ("3100", "message=ApplicationAuthorizationFailed", "no")
        for status, body, on_read, on_write in (
            (401, gateway_fault(*expired), Kind.TOKEN_EXPIRED, Kind.TOKEN_EXPIRED),
            (401, xml_fault(*expired), Kind.TOKEN_EXPIRED, Kind.TOKEN_EXPIRED),
            (401, b"", Kind.TOKEN_EXPIRED, Kind.TOKEN_EXPIRED),
            (403, gateway_fault(*cut), Kind.NOT_CONNECTED, Kind.NOT_CONNECTED),
            (403, xml_fault(*cut), Kind.NOT_CONNECTED, Kind.NOT_CONNECTED),
            (403, fault("120"), Kind.NOT_PERMITTED, Kind.NOT_PERMITTED),
            (403, fault("5020"), Kind.NOT_PERMITTED, Kind.NOT_PERMITTED),
            (403, PAGE, Kind.UNAVAILABLE, Kind.UNAVAILABLE),
            (400, fault("130"), Kind.UNAVAILABLE, Kind.UNAVAILABLE),
            (400, fault("6240"), Kind.REFUSED, Kind.REFUSED),
            (400, fault("600"), Kind.KEY_REUSED, Kind.KEY_REUSED),
            (400, fault("610"), Kind.NOT_FOUND, Kind.NOT_FOUND),
            (400, fault("5010"), Kind.STALE, Kind.STALE),
            (400, fault("6190"), *[Kind.SUBSCRIPTION_ENDED] * 2),
            (404, PAGE, Kind.NOT_FOUND, Kind.NOT_FOUND),
            (413, PAGE, Kind.REFUSED, Kind.REFUSED),
            (429, xml_fault("3001", THROTTLED, ""), Kind.RATE_LIMIT, Kind.RATE_LIMIT),
            (429, PAGE, Kind.RATE_LIMIT, Kind.RATE_LIMIT),
            (200, fault("3001"), Kind.RATE_LIMIT, Kind.RATE_LIMIT),
            (500, fault("10000"), Kind.UNAVAILABLE, Kind.ANSWER_LOST),
            (500, fault("6000"), Kind.UNAVAILABLE, Kind.ANSWER_LOST),
            (400, fault("10000"), Kind.UNAVAILABLE, Kind.ANSWER_LOST),
            (200, fault("0", fault_type="SystemFault"), *_lost()),
            (503, PAGE, *_lost()),
            (408, b"", *_lost()),
            (302, b"", *_lost()),
            (200, PAGE, *_lost()),
            (200, b'{"BatchItemResp', *_lost()),
            (200, b"[]", *_lost()),
            (200, fault("2010"), Kind.REFUSED, Kind.REFUSED),
            (200, fault("6000"), Kind.REFUSED, Kind.ANSWER_LOST),
        ):
            answer = response(status, body)
            found = [remote_fault(answer, is_write).kind for is_write in (False, True)]
            self.assertEqual(found, [on_read, on_write], (status, body))

    def test_how_long_to_wait(self):
        for answer, delay, window in (
            (response(429, xml_fault("3001", THROTTLED, "Try again")), 60, "minute"),
            (response(429, fault("3001"), Retry_After="7"), 7, "minute"),
            (response(429, PAGE, Retry_After="x"), 60, "minute"),
            (response(503, PAGE, Retry_After="9"), 9, ""),
            (response(400, fault("6000")), None, ""),
        ):
            found = remote_fault(answer, is_write=True)
            self.assertEqual((found.delay, found.window), (delay, window))
        monthly = fault("3001", THROTTLED, "The monthly quota is used up")
        found = remote_fault(response(429, monthly), is_write=False)
        self.assertEqual(found.window, "month")
        self.assertGreater(found.delay, 0)
        self.assertLessEqual(found.delay, 31 * 86_400)

    def test_every_error_is_kept(self):
        two = fault("6000", "First")
        two["Fault"]["Error"].append({"Message": "Second", "code": "6070"})
        found = remote_fault(response(400, two), is_write=True)
        self.assertEqual(found.words, ("First", "Second"))

    def test_what_is_said(self):
        for error, sentence in (
            (FaultError("1", "Duplicate", "Duplicate : n=1"), "Duplicate : n=1"),
            (FaultError("1", "Bad thing.", "Worse"), "Bad thing: Worse"),
            (FaultError("1", "Bad thing", ""), "Bad thing"),
            (FaultError("1", THROTTLED, "Try again later"), "Try again later"),
            (FaultError("1", THROTTLED, ""), THROTTLED),
        ):
            self.assertEqual(error.sentence, sentence)

    def test_forms_of_a_fault(self):
        for body in (
            fault("6240", "Taken", "By another"),
            gateway_fault("06240", "Taken", "By another"),
            {"Fault": {"Error": {"code": 6240, "Message": "Taken", "Detail": None}}},
        ):
            ((error),) = errors_in(body)
            self.assertEqual((error.code, error.message), ("6240", "Taken"))
        (error,) = errors_of(response(429, xml_fault("3001", "A &amp; b", "c")))
        self.assertEqual((error.code, error.sentence), ("3001", "A & b: c"))
        for body in ({}, {"Fault": None}, {"Fault": {}}, {"fault": {"error": None}}):
            self.assertEqual(errors_in(body), ())

    def test_no_entity_is_expanded(self):
        bomb = (
            b'<!DOCTYPE a [<!ENTITY b "cc">]><Fault><Error code="1">&b;</Error></Fault>'
        )
        self.assertEqual(errors_of(response(500, bomb)), ())

    def test_a_batch_whose_verdicts_are_not_given_again(self):
        good = {"bId": "1", "Invoice": {"Id": "7"}}
        refused = {"bId": "2", **fault("6140")}
        self.assertIsNone(fault_of_writes([good, refused]))
        found = fault_of_writes([good, {"bId": "2", **fault("600")}])
        self.assertIs(found.kind, Kind.KEY_REUSED)

    def test_a_batch_that_is_refused_for_what_is_no_items(self):
        ended = [fault("6190", "Subscription ended"), fault("6190")]
        found = fault_of_writes(ended)
        self.assertIs(found.kind, Kind.SUBSCRIPTION_ENDED)
        self.assertEqual(found.words, ("Subscription ended",))
        # One verdict that says something else is not to be lost.
        self.assertIsNone(fault_of_writes([*ended, {"Invoice": {"Id": "7"}}]))
        self.assertIsNone(fault_of_writes([*ended, fault("6140")]))
        self.assertIsNone(fault_of_writes([]))

    def test_a_limit_that_one_item_of_a_batch_met(self):
        good = {"bId": "1", "Invoice": {"Id": "3001"}}
        throttled = {"bId": "2", **gateway_fault("3001", THROTTLED, "Try again")}
        batch = {"BatchItemResponse": [good, throttled]}
        found = limit_in_batch(response(200, batch))
        self.assertEqual((found.kind, found.delay), (Kind.RATE_LIMIT, 60))
        self.assertIsNone(limit_in_batch(response(200, {"BatchItemResponse": [good]})))

    def test_an_item_that_may_have_been_carried_out(self):
        for element, is_so in (
            ({"bId": "1", "Invoice": {"Id": "7"}}, False),
            (fault("6140"), False),
            (fault("10000"), True),
            (fault("1", fault_type="SystemFault"), True),
            (gateway_fault("3001", "ThrottleExceeded", ""), True),
        ):
            self.assertIs(is_unsettled(element), is_so, element)

    def test_an_item_that_was_not_carried_out(self):
        self.assertIsNone(fault_of_item({"bId": "1", "QueryResponse": {}}))
        found = fault_of_item({"bId": "1", **fault("4000", "No query")})
        self.assertEqual((found.kind, found.words), (Kind.REFUSED, ("No query",)))
        self.assertIs(fault_of_item(fault("5010")).kind, Kind.STALE)

    def test_no_fault_carries_a_token(self):
        body = gateway_fault("3200", "message=x", "Token expired: eyJhbGciOiJkaXIi")
        found = remote_fault(response(401, body), is_write=True)
        self.assertNotIn("eyJ", repr(found) + str(found.words))

    def test_the_log_holds_no_secret(self):
        token = "eyJhbGciOiJkaXIi.e30..AbC-d_E.QXJ0.eA"
        body = json.dumps(
            {
                "Detail": f"Token expired: {token[:12]}",
                "Other": token,
                "TaxIdentifier": "12-3456789",
                "BankAccountName": "Savings 1",
                "Name": "Azure",
            }
        )
        text = redact(body, *SECRETS)
        self.assertEqual(
            json.loads(text),
            {
                "Detail": "Token expired: ***",
                "Other": "***",
                "TaxIdentifier": "***",
                "BankAccountName": "***",
                "Name": "Azure",
            },
        )
        self.assertLess(len(redact("x" * 10**6, *SECRETS)), 10**5)


def _lost():
    return Kind.UNAVAILABLE, Kind.ANSWER_LOST
