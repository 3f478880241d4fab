# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a property of a record may hold, and how it is read from JSON.

Every kind of field has `read(value, path, company)`, which returns the value as
it is stored (None stands for "no value") or raises a QboFault. References are
looked up, numbers become Decimal, whatever QuickBooks writes by itself is
dropped.
"""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from .. import errors

#: What `read` returns for a property that is not the caller's to write.
DROPPED = object()
LARGEST_AMOUNT = Decimal("99999999999")


class ReadOnly:
    def read(self, value, path, company):
        return DROPPED


class Field:
    """Nothing, or an empty text, blanks the property."""

    def read(self, value, path, company):
        return None if value in (None, "") else self.check(value, path, company)

    def check(self, value, path, company):
        """The value as it is stored."""
        raise NotImplementedError


class Text(Field):
    """:param longest: characters, None = any
    :param forbidden: characters that must not occur
    """

    def __init__(self, longest=None, forbidden=""):
        self._longest = longest
        self._forbidden = forbidden

    def check(self, value, path, company):
        if isinstance(value, (dict, list)):
            raise errors.unknown_property(path)
        value = str(value)
        if self._longest and len(value) > self._longest:
            raise errors.too_long(path, self._longest, len(value))
        if any(character in value for character in self._forbidden):
            raise errors.bad_format(
                path, f"{path} holds a character that is not allowed: {value!r}"
            )
        return value


class Email(Text):
    def check(self, value, path, company):
        value = super().check(value, path, company)
        if not all(
            re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", part.strip())
            for part in value.split(",")
        ):
            raise errors.bad_format(path, f"Email Address does not conform: {value}")
        return value


class Number:
    """A number, or a string that holds one."""

    def read(self, value, path, company):
        if value is None:
            return None
        if isinstance(value, bool):
            raise errors.bad_number(path, value)
        try:
            number = Decimal(str(value))
        except InvalidOperation as error:
            raise errors.bad_number(path, value) from error
        if not number.is_finite() or abs(number) > LARGEST_AMOUNT:
            raise errors.bad_number(path, value)
        return number


class Flag(Field):
    def check(self, value, path, company):
        if isinstance(value, bool):
            return value
        if str(value).lower() in ("true", "false"):
            return str(value).lower() == "true"
        raise errors.bad_enumeration(path, value)


class Choice(Field):
    def __init__(self, *values):
        self._values = values

    def check(self, value, path, company):
        if value not in self._values:
            raise errors.bad_enumeration(path, value)
        return value


class Day(Field):
    """A day as text, YYYY-MM-DD; a time behind it is cut off."""

    def check(self, value, path, company):
        try:
            return date.fromisoformat(str(value)[:10]).isoformat()
        except ValueError as error:
            raise errors.bad_format(path, f"{path}: {value!r} is no date") from error


class Reference:
    """{"value": id}; the record must exist and be active.

    :param entity: the list that the id is of, e.g. "Customer"
    """

    def __init__(self, entity):
        self._entity = entity

    def read(self, value, path, company):
        if value is None:
            return None
        key = value.get("value") if isinstance(value, dict) else None
        found = company.store.get(self._entity, str(key)) if key else None
        if not found:
            raise errors.bad_reference(path, key)
        if found.get("Active") is False:
            raise errors.not_found()
        return {"value": str(key)}


class FreeReference:
    """A reference to something that the sandbox doesn't keep."""

    def read(self, value, path, company):
        if value is None or not isinstance(value, dict):
            return None
        key = value.get("value")
        return {"value": str(key)} if key not in (None, "") else None


class Currency:
    def read(self, value, path, company):
        if value is None:
            return None
        code = value.get("value") if isinstance(value, dict) else value
        if not isinstance(code, str) or not re.fullmatch("[A-Z]{3}", code):
            raise errors.bad_reference(path, code)
        return {"value": code}


class Group(Field):
    """An object with fields of its own."""

    def __init__(self, **fields):
        self.fields = fields

    def check(self, value, path, company):
        if not isinstance(value, dict):
            raise errors.unknown_property(path)
        return read_fields(self.fields, value, company, path)


class Many:
    def __init__(self, field):
        self._field = field

    def read(self, value, path, company):
        if value is None:
            return []
        if not isinstance(value, list):
            value = [value]
        read = (self._field.read(each, path, company) for each in value)
        return [each for each in read if each is not None]


def read_fields(fields, values, company, path=""):
    """The given properties, read; an unknown one is refused (2010)."""
    result = {}
    for name, value in values.items():
        place = f"{path}.{name}" if path else name
        if name not in fields:
            raise errors.unknown_property(place)
        read = fields[name].read(value, place, company)
        if read is not DROPPED:
            result[name] = read
    return result


#: What every record has, whoever sends it back.
COMMON = {
    "Id": ReadOnly(),
    "SyncToken": ReadOnly(),
    "MetaData": ReadOnly(),
    "domain": ReadOnly(),
    "sparse": ReadOnly(),
    "status": ReadOnly(),
}

ADDRESS = Group(
    Id=ReadOnly(),
    Line1=Text(500),
    Line2=Text(500),
    Line3=Text(500),
    Line4=Text(500),
    Line5=Text(500),
    City=Text(255),
    CountrySubDivisionCode=Text(255),
    CountryCode=Text(255),
    Country=Text(255),
    PostalCode=Text(30),
    PostalCodeSuffix=Text(30),
    County=Text(255),
    Note=Text(),
    Tag=Text(),
    Lat=ReadOnly(),
    Long=ReadOnly(),
)
PHONE = Group(FreeFormNumber=Text(21), Id=ReadOnly(), Default=ReadOnly())
EMAIL = Group(Address=Email(100), Id=ReadOnly(), Default=ReadOnly())
CUSTOM_FIELD = Group(
    DefinitionId=Text(), Name=Text(), Type=Text(), StringValue=Text(31)
)
LINKED_TXN = Group(TxnId=Text(), TxnType=Text(), TxnLineId=Text())
