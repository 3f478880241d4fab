# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Xero's JSON: its envelope, its dates, its numbers."""

import json
import re
import uuid
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
NO_ID = "00000000-0000-0000-0000-000000000000"
_MILLISECONDS = re.compile(r"/Date\((-?\d+)([+-]\d{4})?\)/")
#: Date-only fields that come a second time, as a readable string.
_WITH_STRING = ("Date", "DueDate", "DeliveryDate", "UpdatedDateUTC")


def envelope(kind, elements, clock, **more):
    return {
        "Id": str(uuid.uuid4()),
        "Status": "OK",
        "ProviderName": "Accounting Bridge",
        "DateTimeUTC": clock.utc(),
        **more,
        kind: elements,
    }


def dump(value):
    return json.dumps(plain(value), ensure_ascii=False).encode()


def plain(value):
    """The value as JSON knows it, without the fields that never leave."""
    if isinstance(value, dict):
        return _plain_dict(value)
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, (date, datetime)):
        return _milliseconds(value)
    return value


def _plain_dict(value):
    result = {}
    for name, each in value.items():
        if name.startswith("_"):
            continue
        if isinstance(each, date) and name in _WITH_STRING:
            readable = each.isoformat()[:19]
            suffix = "" if "T" in readable else "T00:00:00"
            result[f"{name}String"] = readable + suffix
        result[name] = plain(each)
    return result


def _milliseconds(value):
    if not isinstance(value, datetime):
        value = datetime.combine(value, time(), timezone.utc)
    return f"/Date({(value - EPOCH) // timedelta(milliseconds=1)}+0000)/"


class Unreadable(ValueError):
    """A value that is not of the kind that its field holds."""


def read_decimal(value):
    """A number, or None for nothing; raises Unreadable."""
    if value is None or value == "":
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise Unreadable(f"{value!r} is not a number.") from error
    if not number.is_finite():
        raise Unreadable(f"{value!r} is not a number.")
    return number


def read_date(value):
    """A day from 2026-03-31, 2026-03-31T00:00:00 or /Date(1774915200000)/.

    Raises Unreadable; nothing gives None.
    """
    if not value:
        return None
    if match := _MILLISECONDS.fullmatch(str(value)):
        return (EPOCH + timedelta(milliseconds=int(match[1]))).date()
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise Unreadable(f"{value!r} is not a date.") from error


def read_moment(text):
    """A moment from an If-Modified-Since header, to the second; else None."""
    for parse in (_from_iso, parsedate_to_datetime):
        try:
            moment = parse(text)
        except (ValueError, TypeError):
            continue
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=timezone.utc)
        return moment.replace(microsecond=0)
    return None


def _from_iso(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
