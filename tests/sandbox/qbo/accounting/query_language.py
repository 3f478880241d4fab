# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
r"""QuickBooks' query language, read into a Query. It looks like SQL and is not.

SELECT * | COUNT(*) | a, b FROM Entity [WHERE p op value [AND ...]]
[ORDERBY p [ASC|DESC], ...] [STARTPOSITION n] [MAXRESULTS m]

Operators: = < > <= >= LIKE IN. Text stands in single quotes, where \' is a quote
and \\ is a backslash.
"""

import re
from dataclasses import dataclass, field

from ...tokens import TokenReader
from .. import errors

DEFAULT_ROWS = 100
MOST_ROWS = 1000
_TOKEN = re.compile(
    r"""\s*(?:(?P<text>'(?:[^'\\]|\\.)*')
    |(?P<number>-?\d+(?:\.\d+)?)
    |(?P<sign><=|>=|[=<>(),*])
    |(?P<word>[A-Za-z_][A-Za-z0-9_.]*))""",
    re.VERBOSE | re.DOTALL,
)
_CLAUSES = ("FROM", "WHERE", "ORDERBY", "ORDER", "STARTPOSITION", "MAXRESULTS")
_SIGNS = ("=", "<", ">", "<=", ">=")


@dataclass
class Condition:
    """:param values: one text, or those of IN; numbers and words as text, too"""

    name: str
    operator: str
    values: list


@dataclass
class Query:
    entity: str = ""
    #: The properties asked for; "*" is one of them.
    columns: list = field(default_factory=list)
    is_count: bool = False
    conditions: list = field(default_factory=list)
    #: (property, is descending)
    order: list = field(default_factory=list)
    start: int = 1
    rows: int = DEFAULT_ROWS
    has_start: bool = False


def parse_query(text):
    """Read a query; raises QboFault 4000 or 4001."""
    return _Parser(_TOKEN, text).parse()


class _Parser(TokenReader):
    def _fail(self, what):
        raise errors.bad_query(f"{what} (at token {self._at + 1})")

    def parse(self):
        query = Query()
        self._expect("SELECT")
        self._columns(query)
        self._expect("FROM")
        query.entity = self._word()
        if self._take("WHERE"):
            query.conditions = self._conditions()
        if self._takes_order():
            query.order = self._order()
        if self._take("STARTPOSITION"):
            query.start = self._whole(1, None)
            query.has_start = True
        if self._take("MAXRESULTS"):
            query.rows = self._whole(1, MOST_ROWS)
        self._expect_end()
        return query

    def _columns(self, query):
        if self._take("COUNT"):
            for each in "(*)":
                self._expect(each)
            query.is_count = True
            return
        query.columns = [self._column()]
        while self._take(","):
            query.columns.append(self._column())

    def _column(self):
        return "*" if self._take("*") else self._word()

    def _conditions(self):
        conditions = [self._condition()]
        while self._take("AND"):
            conditions.append(self._condition())
        return conditions

    def _condition(self):
        name = self._word()
        if self._take("IN"):
            return Condition(name, "IN", self._in_parentheses(self._value))
        if self._take("LIKE"):
            return Condition(name, "LIKE", [self._value()])
        for sign in _SIGNS:
            if self._take(sign):
                return Condition(name, sign, [self._value()])
        return self._fail("Expected an operator")

    def _value(self):
        kind, word = self._next()
        if kind == "text":
            return re.sub(r"(?s)\\(.)", r"\1", word[1:-1])
        if kind == "number" or word.lower() in ("true", "false"):
            return word
        return self._fail(f"Expected a value, got {word!r}")

    def _takes_order(self):
        if self._take("ORDER"):
            self._expect("BY")
            return True
        return self._take("ORDERBY")

    def _order(self):
        order = [self._order_term()]
        while self._take(","):
            order.append(self._order_term())
        return order

    def _order_term(self):
        name = self._word()
        if self._take("DESC"):
            return name, True
        self._take("ASC")
        return name, False

    def _whole(self, least, most):
        kind, word = self._next()
        if kind != "number" or "." in word:
            self._fail(f"Expected a whole number, got {word!r}")
        number = int(word)
        if number < least:
            raise errors.bad_query_value(f"value {number} is too small")
        if most and number > most:
            raise errors.bad_query_value(f"value {number} is too large. Max is {most}")
        return number

    def _word(self):
        kind, word = self._next()
        if kind != "word" or word.upper() in _CLAUSES:
            self._fail(f"Expected a name, got {word!r}")
        return word
