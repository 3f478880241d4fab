# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How answers and faults travel: JSON, the gateway's lower-case JSON, or XML."""

import json
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from ...messages import JSON, Response

XML = "application/xml; charset=utf-8"
NAMESPACE = "http://schema.intuit.com/finance/v3"
#: Such faults come from the gateway: in JSON their names are in lower case.
GATEWAY_STATUSES = (401, 403)


def plain(value):
    """The value as JSON knows it, without the names that never leave."""
    if isinstance(value, dict):
        return {
            name: plain(each)
            for name, each in value.items()
            if not name.startswith("_")
        }
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def with_decimals(value):
    """The value as the store keeps it: every number is a Decimal."""
    if isinstance(value, dict):
        return {name: with_decimals(each) for name, each in value.items()}
    if isinstance(value, list):
        return [with_decimals(each) for each in value]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Decimal(str(value))
    return value


def answer(body, status=200, as_json=True):
    if as_json:
        return _json(body, status)
    return Response(status, _xml_document(plain(body)), XML)


def fault_body(*faults):
    """{"Error": [...], "type": ...}, as it stands in an answer or a batch item."""
    return {
        "Error": [
            {
                "Message": fault.message,
                "Detail": fault.detail,
                "code": fault.code,
                "element": fault.element,
            }
            for fault in faults
        ],
        "type": faults[0].type,
    }


def fault_response(fault, now, as_json=True):
    """The whole answer for a fault.

    :param now: the company's time, an aware datetime
    """
    if not as_json:
        return xml_fault_response(fault, now)
    if fault.status in GATEWAY_STATUSES:
        return _json(_gateway_body(fault, now), fault.status)
    body = {"Fault": fault_body(fault), "time": stamp(now)}
    return _json(body, fault.status)


def xml_fault_response(fault, now):
    body = {"time": stamp(now), "Fault": fault_body(fault)}
    return Response(fault.status, _xml_document(body), XML)


def stamp(now):
    return now.isoformat(timespec="milliseconds")


def _gateway_body(fault, now):
    error = {
        "message": fault.message,
        "detail": fault.detail,
        "code": fault.code,
        "element": fault.element or None,
    }
    return {
        "warnings": None,
        "intuitObject": None,
        "fault": {"error": [error], "type": fault.type},
        "report": None,
        "queryResponse": None,
        "batchItemResponse": [],
        "attachableResponse": [],
        "syncErrorResponse": None,
        "requestId": None,
        "time": int(now.timestamp() * 1000),
        "status": None,
        "cdcresponse": [],
    }


def _json(body, status):
    text = json.dumps(plain(body), ensure_ascii=False)
    return Response(status, text.encode(), JSON)


def _xml_document(body):
    body = dict(body)
    time = body.pop("time", "")
    content = "".join(_element(name, value) for name, value in body.items())
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<IntuitResponse time="{time}" xmlns="{NAMESPACE}">{content}</IntuitResponse>'
    ).encode()


def _element(name, value):
    if isinstance(value, list):
        return "".join(_element(name, each) for each in value)
    if not isinstance(value, dict):
        return f"<{name}>{escape(_text(value))}</{name}>"
    attributes = "".join(
        f" {key}={quoteattr(_text(each))}"
        for key, each in value.items()
        if _is_attribute(key, each)
    )
    content = "".join(
        escape(_text(each)) if key == "value" else _element(key, each)
        for key, each in value.items()
        if not _is_attribute(key, each)
    )
    return f"<{name}{attributes}>{content}</{name}>"


def _is_attribute(name, value):
    """What begins with a small letter is an attribute, but for a value."""
    is_simple = not isinstance(value, (dict, list))
    return is_simple and name != "value" and name[:1].islower()


def _text(value):
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
