# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Texts as providers take them."""

import hashlib
import re

from .cents import plain

#: What JSON may hold and no provider takes.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

#: Characters of the token that tells shortened names apart.
_TOKEN_LENGTH = 6

#: A single address, of ASCII letters.
_EMAIL = re.compile(r"(?a:[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]+(\.[\w-]+)+)")


def clean(text):
    """A text without control characters and outer blanks.

    :rtype: str
    """
    return _CONTROL.sub("", text or "").strip()


def one_line(text):
    """A clean text without line breaks, tabs and blanks that double.

    :rtype: str
    """
    return " ".join(clean(text).split())


def shortened(name, longest):
    """A name that is not too long. Of one that is, a token of the whole stands in the
    place of its end: two that begin alike must not become one.

    :param int longest: characters
    :rtype: str
    """
    if len(name) <= longest:
        return name
    token = hashlib.sha256(name.encode()).hexdigest()[:_TOKEN_LENGTH]
    kept = name[: longest - _TOKEN_LENGTH - 1].rstrip()
    return f"{kept} {token}"


def as_sentences(texts):
    """Texts of others in one paragraph, each with an end.

    :param texts: of a provider, with a full stop or without
    :rtype: str
    """
    texts = [text.strip() for text in texts if text and text.strip()]
    return " ".join(text if text[-1] in ".!?" else f"{text}." for text in texts)


def first_words(error):
    """What an error says in its first line: of what the database says, the rest is for
    developers.

    :param Exception error:
    :rtype: str
    """
    return str(error).strip().partition("\n")[0] or type(error).__name__


def email_or_nothing(email, longest):
    """An e-mail address that is surely taken, else nothing: one that would be refused
    must not keep its contact from being made.

    :param int longest: characters
    :rtype: str
    """
    email = email.strip()
    return email if len(email) <= longest and _EMAIL.fullmatch(email) else ""


def with_quantity(description, line, longest, with_tax=False):
    """Say the quantity that a line could not carry, where it is not 1.

    :param str description: what the note is put behind; the note is never cut
    :param LinePayload line:
    :param int longest: characters
    :param bool with_tax: the line's tax is in its amount, and is said as well
    :rtype: str
    """
    tax = line.tax if with_tax else 0
    if line.quantity == 1 and not tax:
        return description[:longest]
    note = f"{plain(line.quantity)} x {plain(line.unit_price)}"
    if line.discount:
        note += f" - {plain(line.discount)} %"
    if tax:
        note += f" + {plain(tax)}"
    return f"{description[: longest - len(note) - 3]}\n({note})".lstrip()
