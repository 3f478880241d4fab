# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The subset of Xero's `where` that callers use.

==, !=, >, <, >=, <=, AND, OR, parentheses, guid("..."), DateTime(y,m,d),
Contains, StartsWith, EndsWith. Text is compared without regard to case and
accents. Everything else is refused, as is a field that does not exist.
"""

import operator
import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal

from ...tokens import TokenReader
from ..errors import bad_query

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"\\]|\\.)*")
    |(?P<number>-?\d+(?:\.\d+)?)
    |(?P<sign>==|!=|>=|<=|>|<|=|&&|\|\||[(),])
    |(?P<word>[A-Za-z_][A-Za-z0-9_.]*))""",
    re.VERBOSE,
)
_COMPARISONS = {
    "==": operator.eq,
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}
_METHODS = {
    "Contains": lambda text, part: part in text,
    "StartsWith": str.startswith,
    "EndsWith": str.endswith,
}
_WORDS = {"true": True, "false": False, "null": None}


def compile_where(text, fields):
    """A function that says whether a record (a dict) matches.

    :param fields: the names that may stand first in a path
    """
    return _Parser(text, fields).parse()


class _Parser(TokenReader):
    def __init__(self, text, fields):
        super().__init__(_TOKEN, text)
        self._fields = fields

    def _fail(self, what):
        raise bad_query(f"{what} (in {self._text!r})")

    def parse(self):
        matches = self._either()
        self._expect_end()
        return matches

    def _either(self):
        parts = [self._both()]
        while self._take("OR", "||"):
            parts.append(self._both())
        return lambda record: any(part(record) for part in parts)

    def _both(self):
        parts = [self._condition()]
        while self._take("AND", "&&"):
            parts.append(self._condition())
        return lambda record: all(part(record) for part in parts)

    def _condition(self):
        if self._take("("):
            inner = self._either()
            self._expect(")")
            return inner
        kind, word = self._next()
        if kind != "word":
            self._fail(f"Expected a field, got {word!r}")
        path = word.split(".")
        if path[-1] in _METHODS:
            return self._method(path[:-1], _METHODS[path[-1]])
        return self._comparison(path)

    def _method(self, path, method):
        self._check(path)
        self._expect("(")
        wanted = _fold(self._value())
        self._expect(")")
        return lambda record: method(_fold(_look_up(record, path)) or "", wanted)

    def _comparison(self, path):
        self._check(path)
        compare = _COMPARISONS.get(self._next()[1])
        if not compare:
            self._fail("Expected a comparison")
        wanted = _fold(self._value())
        return lambda record: _compare(compare, _look_up(record, path), wanted)

    def _check(self, path):
        if path[0] not in self._fields:
            self._fail(f"No property or field '{path[0]}' exists")

    def _value(self):
        kind, word = self._next()
        if kind == "text":
            return re.sub(r"\\(.)", r"\1", word[1:-1])
        if kind == "number":
            return Decimal(word)
        if kind == "word" and word.lower() in _WORDS:
            return _WORDS[word.lower()]
        if kind == "word" and word.lower() == "guid":
            return self._call()[0].lower()
        if kind == "word" and word.lower() == "datetime":
            return self._date()
        return self._fail(f"Expected a value, got {word!r}")

    def _call(self):
        return self._in_parentheses(self._value)

    def _date(self):
        try:
            return datetime(*[int(value) for value in self._call()])
        except (TypeError, ValueError):
            return self._fail("Unreadable DateTime")


def _look_up(record, path):
    for name in path:
        if not isinstance(record, dict):
            return None
        record = record.get(name)
    return record


def _compare(compare, value, wanted):
    value = _fold(value)
    if value is None or wanted is None:
        return compare in (operator.eq, operator.ne) and compare(value, wanted)
    try:
        return compare(value, wanted)
    except TypeError:
        return False


def _fold(value):
    """Comparable: text without case and accents, days as naive moments."""
    if isinstance(value, str):
        decomposed = unicodedata.normalize("NFKD", value.casefold())
        return "".join(each for each in decomposed if not unicodedata.combining(each))
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    return value
