# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Values as they stand in a provider's JSON: decimals, dates, and what may be null."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timezone
from decimal import Decimal


def dumps(value):
    """JSON with each ``Decimal`` written digit by digit, never as a float.

    The same value always gives the same text, since a repeated call must be the
    first one byte by byte. Dates become ``YYYY-MM-DD``.

    :rtype: str
    """
    if isinstance(value, Mapping):
        pairs = (f"{json.dumps(key)}: {dumps(item)}" for key, item in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(dumps, value)) + "]"
    if isinstance(value, Decimal):
        # Nothing has no sign: -0.00 is a number that a service may stumble over.
        return format(value or abs(value), "f")
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
    """A text that may be missing or null. What JSON can hold and a database can't, the
    null character and half of a pair of surrogates, is replaced by a question mark.

    :rtype: str
    """
    text = "" if value is None else str(value)
    if text.isascii():
        return text.replace("\0", "?")
    return text.replace("\0", "?").encode(errors="replace").decode()


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


def part_of(record, name):
    """An object within a record, which may be missing or null.

    :rtype: dict
    """
    part = record.get(name)
    return part if isinstance(part, dict) else {}


def moment_of(value):
    """A moment in ISO 8601; without an offset it is in UTC.

    :return: naive UTC, or None where there is none that can be read
    :rtype: datetime | None
    """
    try:
        moment = datetime.fromisoformat(text_of(value).replace("Z", "+00:00"))
    except ValueError:
        return None
    if moment.tzinfo:
        moment = moment.astimezone(timezone.utc).replace(tzinfo=None)
    return moment


def day_of(value):
    """A day in ISO 8601; what follows it is left out.

    :return: None where there is none that can be read
    :rtype: date | None
    """
    try:
        return date.fromisoformat(text_of(value)[:10])
    except ValueError:
        return None


def whole_second(moment):
    """A moment as Odoo's fields keep it.

    :param datetime moment: None stays None
    :rtype: datetime | None
    """
    return moment and moment.replace(microsecond=0)


def without_empty(fields):
    """The fields that hold something: nothing is sent that was not meant.

    :param dict fields: zero and False are meant, None and what is empty is not
    :rtype: dict
    """
    nothing = (None, "", [], {})
    return {name: value for name, value in fields.items() if value not in nothing}
