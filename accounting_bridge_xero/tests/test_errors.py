# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json

import urllib3

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge.tools.faults import Kind
from odoo.addons.accounting_bridge.tools.transport import Response, redact
from odoo.addons.accounting_bridge_xero.tools.errors import (
    error_of,
    messages_of,
    sentences_of,
)
from odoo.addons.accounting_bridge_xero.tools.transport import SECRETS

PAGE = b"<!DOCTYPE html><html><body>We will be back soon</body></html>"


def response(status, body=b"", **headers):
    headers = urllib3.HTTPHeaderDict(
        {name.replace("_", "-"): value for name, value in headers.items()}
    )
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Response(status, headers, body)


def problem(detail):
    return {"Type": None, "Title": "Unauthorized", "Detail": detail, "Extensions": {}}


@tagged("post_install", "-at_install")
class TestErrors(BaseCase):
    def test_kinds(self):
        expired = problem("TokenExpired: token expired at 08/12/2022 07:00:40")
        role = "You are not permitted to access this resource without a role."
        reused = "Idempotency Key: k1 is used with a different request."
        for status, body, on_read, on_write in (
            (401, expired, Kind.TOKEN_EXPIRED, Kind.TOKEN_EXPIRED),
            (
                401,
                problem("AuthorizationUnsuccessful"),
                Kind.SCOPE_MISSING,
                Kind.SCOPE_MISSING,
            ),
            (
                403,
                problem("AuthorizationUnsuccessful"),
                Kind.SCOPE_MISSING,
                Kind.SCOPE_MISSING,
            ),
            (
                403,
                problem("AuthenticationUnsuccessful"),
                Kind.NOT_CONNECTED,
                Kind.NOT_CONNECTED,
            ),
            (403, role.encode(), Kind.NOT_PERMITTED, Kind.NOT_PERMITTED),
            (403, PAGE, Kind.UNAVAILABLE, Kind.UNAVAILABLE),
            (401, b"", Kind.TOKEN_EXPIRED, Kind.TOKEN_EXPIRED),
            (404, b"", Kind.NOT_FOUND, Kind.NOT_FOUND),
            (429, b"", Kind.RATE_LIMIT, Kind.RATE_LIMIT),
            (400, {"Message": "Wrong"}, Kind.REFUSED, Kind.REFUSED),
            (400, {"Message": reused}, Kind.KEY_REUSED, Kind.KEY_REUSED),
            (400, PAGE, Kind.REFUSED, Kind.REFUSED),
            (412, b"", Kind.REFUSED, Kind.REFUSED),
            (408, b"", Kind.UNAVAILABLE, Kind.ANSWER_LOST),
            (302, b"", Kind.UNAVAILABLE, Kind.ANSWER_LOST),
            (500, {"Message": "x"}, Kind.UNAVAILABLE, Kind.ANSWER_LOST),
            (502, PAGE, Kind.UNAVAILABLE, Kind.ANSWER_LOST),
            (503, PAGE, Kind.UNAVAILABLE, Kind.ANSWER_LOST),
            (504, b"", Kind.UNAVAILABLE, Kind.ANSWER_LOST),
        ):
            answer = response(status, body)
            self.assertIs(error_of(answer, is_write=False).kind, on_read, status)
            self.assertIs(error_of(answer, is_write=True).kind, on_write, status)

    def test_limits(self):
        answer = response(429, Retry_After="66975", X_Rate_Limit_Problem="Day")
        error = error_of(answer, is_write=True)
        self.assertEqual((error.delay, error.window), (66975.0, "day"))
        answer = response(429, X_Rate_Limit_Problem="concurrent")
        self.assertIsNone(error_of(answer, is_write=True).delay)

    def test_a_wait_without_end_is_not_believed(self):
        self.assertEqual(response(429, Retry_After="9" * 30).retry_after, 86400.0)
        self.assertIsNone(response(429, Retry_After="soon").retry_after)

    def test_messages_of_every_depth(self):
        body = {
            "ErrorNumber": 10,
            "Message": "A validation exception occurred",
            "Elements": [
                {
                    "ValidationErrors": [{"Message": "First"}, None],
                    "LineItems": [{"ValidationErrors": [{"Message": "Of a line"}]}],
                    "Contact": {"ValidationErrors": [{"Message": "Of the contact"}]},
                    "Warnings": [{"Message": "Only a warning"}],
                },
                {"ValidationErrors": [{"Message": "First"}]},
                {"ValidationErrors": None},
            ],
        }
        found = messages_of(body, "ValidationErrors")
        self.assertEqual(found, ("First", "Of a line", "Of the contact"))
        self.assertEqual(messages_of(body, "Warnings"), ("Only a warning",))
        self.assertEqual(error_of(response(400, body), True).words, found)

    def test_what_a_body_says(self):
        for body, words in (
            ({"Detail": "D", "Message": "M", "Title": "T"}, ("D",)),
            ({"Detail": None, "Message": "M"}, ("M",)),
            ([], ()),
            (None, ()),
            (b"In plain words", ("In plain words",)),
            (b"word " * 100, ()),
            (b"\xff\xfe", ("\ufffd\ufffd",)),
            (PAGE, ()),
            (b"", ()),
        ):
            self.assertEqual(sentences_of(response(400, body)), words, body)

    def test_the_log_holds_no_secret(self):
        token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"
        body = f'{{"Detail": "{token}", "BankAccountDetails": "01-1234"}}'
        text = redact(body, *SECRETS)
        self.assertEqual(text, '{"Detail": "***", "BankAccountDetails": "***"}')
        self.assertLess(len(redact("x" * 10**6)), 10**5)
