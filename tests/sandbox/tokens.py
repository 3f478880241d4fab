# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the parsers of both providers' query languages have in common."""


class TokenReader:
    """The tokens of a text, one by one. Subclasses give `_fail`.

    :param pattern: regular expression whose named groups are kinds of token, among
        them "text" for what stands in quotes
    """

    def __init__(self, pattern, text):
        self._text = text
        self._at = 0
        self._tokens = self._split(pattern, text.rstrip())

    def _fail(self, what):
        """Raise the provider's own error."""
        raise NotImplementedError

    def _split(self, pattern, text):
        tokens, position = [], 0
        while position < len(text):
            match = pattern.match(text, position)
            if not match:
                self._fail(f"Unexpected character at {position}")
            tokens.append((match.lastgroup, match[match.lastgroup]))
            position = match.end()
        return tokens

    def _peek(self):
        """The next token's kind and text; two empty texts at the end."""
        return self._tokens[self._at] if self._at < len(self._tokens) else ("", "")

    def _next(self):
        token = self._peek()
        self._at += 1
        return token

    def _take(self, *values):
        """Go past the next token if it is one of these words or signs."""
        kind, word = self._peek()
        if kind != "text" and word.upper() in values:
            self._at += 1
            return True
        return False

    def _expect(self, value):
        if not self._take(value):
            self._fail(f"Expected {value}")

    def _in_parentheses(self, read):
        """What `read` reads, once or more, with commas between."""
        self._expect("(")
        values = [read()]
        while self._take(","):
            values.append(read())
        self._expect(")")
        return values

    def _expect_end(self):
        if self._at != len(self._tokens):
            self._fail(f"Unexpected {self._peek()[1]}")
