# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Queries in QuickBooks' language, which looks like SQL and has its own quoting.

The answers must be checked again: the comparison knows no upper and lower case.
"""

import re
from datetime import date, datetime

#: Records on a page: the most that QuickBooks gives.
PAGE_SIZE = 1000

_NAME = re.compile(r"[A-Za-z]+(\.[A-Za-z]+)?")
_OPERATORS = ("=", "<", ">", "<=", ">=", "LIKE", "IN")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

#: What ``*`` leaves out.
_COLUMNS = {"Item": "*, Sku"}

#: What a company has one of: there is nothing to sort or to page.
_SINGLES = ("CompanyInfo", "Preferences")


#: Orders of a list: in that of the ids no change moves a record.
BY_ID = "Id"
NEWEST_CHANGE_FIRST = "MetaData.LastUpdatedTime DESC"
NEWEST_DATE_FIRST = "TxnDate DESC"


def select(entity, where=(), start=1, limit=PAGE_SIZE, order=BY_ID):
    """The query for a page of records.

    :param str entity: ``Invoice``, ``Customer``...
    :param where: (property, operator, value) each, all of which must hold; values are
        texts, booleans, dates, moments in naive UTC, and tuples of them for ``IN``
    :param int start: place of the first record, from 1
    :param int limit: most records
    :param str order: one of the orders above
    :raise ValueError: for what can't be asked
    :rtype: str
    """
    parts = [f"SELECT {_COLUMNS.get(entity, '*')} FROM {_name(entity)}"]
    if where:
        parts.append("WHERE " + " AND ".join(_condition(*each) for each in where))
    if entity not in _SINGLES:
        page = f"STARTPOSITION {int(start)} MAXRESULTS {int(limit)}"
        parts.append(f"ORDERBY {order} {page}")
    return " ".join(parts)


def single(entity):
    """The query for the one record of a list that never has more.

    :param str entity: ``CompanyInfo``, ``Preferences``
    :rtype: str
    """
    return f"SELECT * FROM {_name(entity)}"


def quoted(text):
    r"""A text as it stands in a query: the backslash is escaped before the quote,
    or a text that ends in one would open the quote again.

    :raise ValueError: for control characters
    :rtype: str
    """
    if _CONTROL.search(text):
        raise ValueError("A query holds no control characters")
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _condition(name, operator, value):
    if operator not in _OPERATORS:
        raise ValueError(f"No operator of a query: {operator}")
    if operator == "IN":
        values = ", ".join(map(_value, value))
        return f"{_name(name)} IN ({values})"
    return f"{_name(name)} {operator} {_value(value)}"


def _name(name):
    if not _NAME.fullmatch(name):
        raise ValueError(f"No name of a list or property: {name}")
    return name


def _value(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return quoted(f"{value.isoformat(timespec='seconds')}+00:00")
    if isinstance(value, date):
        return quoted(value.isoformat())
    return quoted(value)
