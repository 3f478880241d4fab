# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Postal addresses as QuickBooks keeps them."""

from odoo.addons.accounting_bridge.tools.payloads import AddressPayload
from odoo.addons.accounting_bridge.tools.texts import clean, one_line
from odoo.addons.accounting_bridge.tools.wire import text_of, without_empty

#: Lines of an address, and the most characters of its parts.
_LINES = 5
_LINE_LENGTH = 500
_PART_LENGTH = 255
_POSTAL_CODE_LENGTH = 30


def address(payload):
    """:param AddressPayload payload: None gives an empty address
    :rtype: dict
    """
    if payload is None:
        return {}
    lines = [one_line(line)[:_LINE_LENGTH] for line in payload.lines]
    lines = [line for line in lines if line][:_LINES]
    return without_empty(
        {
            **{f"Line{place}": line for place, line in enumerate(lines, 1)},
            "City": clean(payload.city)[:_PART_LENGTH],
            # Sales tax in the United States is found by the code of the state.
            "CountrySubDivisionCode": clean(payload.region_code or payload.region)[
                :_PART_LENGTH
            ],
            "PostalCode": clean(payload.postal_code)[:_POSTAL_CODE_LENGTH],
            "Country": clean(payload.country)[:_PART_LENGTH],
        }
    )


def remote_address(kind, record):
    """An address of QuickBooks. What stands in ``CountrySubDivisionCode`` can be the
    code of a region or its name.

    :param str kind: ``billing`` or ``delivery``
    :param dict record:
    :return: None where it says nothing
    :rtype: AddressPayload | None
    """
    lines = (text_of(record.get(f"Line{place}")) for place in range(1, _LINES + 1))
    parts = {
        "lines": tuple(filter(None, map(str.strip, lines))),
        "city": text_of(record.get("City")).strip(),
        "region": text_of(record.get("CountrySubDivisionCode")).strip(),
        "postal_code": text_of(record.get("PostalCode")).strip(),
        "country": text_of(record.get("Country")).strip(),
    }
    return AddressPayload(kind, **parts) if any(parts.values()) else None
