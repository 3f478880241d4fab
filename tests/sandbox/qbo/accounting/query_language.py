# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
r"""QuickBooks' query language, read into a Query. It looks like SQL and is not.

SELECT * | COUNT(*) | a, b FROM Entity [WHERE p op value [AND ...]]
[ORDERBY p [ASC|DESC], ...] [STARTPOSITION n] [MAXRESULTS m]

Operators: = < > <= >= LIKE IN. Text stands in single quotes, where \' is a quote
and \\ is a backslash.
"""

import re
from dataclasses import dataclass, field

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
    return _Parser(text).parse()


class _Parser:
    def __init__(self, text):
        self._tokens = _split(text)
        self._at = 0

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
        if self._at != len(self._tokens):
            self._fail()
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
            return Condition(name, "IN", self._value_list())
        if self._take("LIKE"):
            return Condition(name, "LIKE", [self._value()])
        for sign in _SIGNS:
            if self._take(sign):
                return Condition(name, sign, [self._value()])
        return self._fail()

    def _value_list(self):
        self._expect("(")
        values = [self._value()]
        while self._take(","):
            values.append(self._value())
        self._expect(")")
        return values

    def _value(self):
        kind, word = self._next()
        if kind == "text":
            return re.sub(r"(?s)\\(.)", r"\1", word[1:-1])
        if kind == "number" or word.lower() in ("true", "false"):
            return word
        self._at -= 1
        return self._fail()

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
            self._at -= 1
            self._fail()
        number = int(word)
        if number < least:
            raise errors.bad_query_value(f"value {number} is too small")
        if most and number > most:
            raise errors.bad_query_value(f"value {number} is too large. Max is {most}")
        return number

    def _word(self):
        kind, word = self._next()
        if kind != "word" or word.upper() in _CLAUSES:
            self._at -= 1
            self._fail()
        return word

    def _peek(self):
        return self._tokens[self._at] if self._at < len(self._tokens) else ("", "")

    def _next(self):
        token = self._peek()
        self._at += 1
        return token

    def _take(self, value):
        kind, word = self._peek()
        if kind != "text" and word.upper() == value:
            self._at += 1
            return True
        return False

    def _expect(self, value):
        if not self._take(value):
            self._fail()

    def _fail(self):
        found = self._peek()[1] or "<EOF>"
        raise errors.bad_query(f"Encountered {found!r} at token {self._at + 1}")


def _split(text):
    tokens, position = [], 0
    text = text.strip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if not match:
            raise errors.bad_query(f"Lexical error at column {position + 1}")
        tokens.append((match.lastgroup, match[match.lastgroup]))
        position = match.end()
    return tokens
