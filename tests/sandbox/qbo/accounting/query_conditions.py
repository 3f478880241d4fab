# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a condition of a query means for a record, and how records are sorted."""

import operator
import re
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation

from .. import errors

_COMPARISONS = {
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
#: A moment without an offset is the servers' time, not the company's.
_SERVERS = timezone(timedelta(hours=-8))


def compile_condition(condition, fields):
    """A function that says whether a record matches.

    :param fields: property -> kind, of those that can be filtered
    """
    name, kind = find_field(condition.name, fields)
    sign = condition.operator
    if kind in ("id", "reference", "flag") and sign not in ("=", "IN"):
        raise errors.bad_query_value(f"operator {sign} is not supported for {name}")
    if sign == "LIKE":
        return _compile_like(name, kind, condition.values[0])
    wanted = [_read(kind, name, value) for value in condition.values]
    if sign == "IN":
        return lambda record: _stored(record, name, kind) in wanted
    compare = _COMPARISONS[sign]

    def matches(record):
        value = _stored(record, name, kind)
        return value is not None and compare(value, wanted[0])

    return matches


def find_field(name, fields):
    """The name as it is written, and its kind; names have no case."""
    for known, kind in fields.items():
        if known.lower() == name.lower():
            return known, kind
    raise errors.bad_query_value(f"Property {name} not found or not queryable")


def sort_key(name, kind):
    """A function that gives what a record is sorted by; nothing comes first."""

    def key(record):
        value = _stored(record, name, kind)
        return (value is not None, value if value is not None else "")

    return key


def read_moment(name, text):
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError as error:
        raise errors.bad_query_value(f"{name}: {text!r} is not a time") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=_SERVERS)


def _compile_like(name, kind, pattern):
    if kind not in ("text", "address"):
        raise errors.bad_query_value(f"operator LIKE is not supported for {name}")
    parts = [re.escape(part) for part in pattern.casefold().split("%")]
    expression = re.compile(".*".join(parts), re.DOTALL)

    def matches(record):
        value = _stored(record, name, kind)
        return value is not None and bool(expression.fullmatch(value))

    return matches


def _read(kind, name, text):
    """A value of the query, comparable with what `_stored` gives."""
    if kind in ("text", "address"):
        return text.casefold()
    if kind == "number":
        return _read_number(name, text)
    if kind == "flag":
        if text.lower() not in ("true", "false"):
            raise errors.bad_query_value(f"{name}: {text!r} is neither true nor false")
        return text.lower() == "true"
    if kind == "day":
        return _read_day(name, text)
    if kind == "moment":
        return read_moment(name, text)
    return text


def _read_number(name, text):
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise errors.bad_query_value(f"{name}: {text!r} is not a number") from error


def _read_day(name, text):
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError as error:
        raise errors.bad_query_value(f"{name}: {text!r} is not a date") from error


def _stored(record, name, kind):
    value = record
    for part in name.split("."):
        value = (value or {}).get(part)
    if value is None:
        return None
    if kind == "reference":
        return value["value"]
    if kind == "address":
        return value.get("Address", "").casefold()
    if kind == "text":
        return str(value).casefold()
    if kind == "day":
        return str(value)[:10]
    if kind == "moment":
        return datetime.fromisoformat(value)
    return value
