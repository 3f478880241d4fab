# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Values as they stand in Xero's JSON: decimals, dates, and what may be null."""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

_EPOCH = datetime(1970, 1, 1)
_MICROSOFT_DATE = re.compile(r"^/Date\((-?\d+)(?:[+-]\d{4})?\)/$")


def dumps(value):
    """JSON with each ``Decimal`` written digit by digit, never as a float.

    The same value always gives the same text, since Xero compares a repeated call
    with the first one byte by byte. Dates become ``YYYY-MM-DD``.

    :rtype: str
    """
    if isinstance(value, Mapping):
        pairs = (f"{json.dumps(key)}: {dumps(item)}" for key, item in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(dumps, value)) + "]"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return json.dumps(value.isoformat())
    return json.dumps(value, ensure_ascii=False)


def loads(text):
    """Read JSON without a float in between.

    :param text: str or bytes
    :raise ValueError: where it is no JSON, an HTML page for instance
    """
    return json.loads(text, parse_float=Decimal)


def text_of(value):
    """A text that may be missing or null.

    :rtype: str
    """
    return "" if value is None else str(value)


def number_of(value):
    """An amount that may be missing or null.

    :rtype: Decimal
    """
    return Decimal(0) if value in (None, "") else Decimal(str(value))


def records_of(container, name):
    """The records of a list that may be missing, null, or hold nulls.

    :rtype: list[dict]
    """
    found = container.get(name) if isinstance(container, dict) else None
    return [record for record in found or [] if isinstance(record, dict)]


def moment_of(value):
    """A moment in Xero's ``/Date(1539993600000+0000)/`` or in ISO 8601.

    The milliseconds count from the epoch in UTC; the offset behind them is for
    display.

    :return: naive UTC, or None where there is none that can be read
    :rtype: datetime | None
    """
    text = text_of(value)
    if match := _MICROSOFT_DATE.match(text):
        return _EPOCH + timedelta(milliseconds=int(match.group(1)))
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    if moment.tzinfo:
        moment = moment.astimezone(timezone.utc).replace(tzinfo=None)
    return moment


def date_of(value):
    """A day, which Xero writes as midnight in UTC.

    :rtype: date | None
    """
    moment = moment_of(value)
    return moment.date() if moment else None
