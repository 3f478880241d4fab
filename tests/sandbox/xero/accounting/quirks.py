# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Answers that are right by their status and odd by their content.

quirk_nulls          every string of the elements is null, but for ids; null
                     stands among addresses and phones
quirk_unknown_enum   Status, Type, Class and currency hold values nobody knows
"""

import json

from ...messages import JSON

KINDS = ("quirk_nulls", "quirk_unknown_enum")
_ENUMS = ("Status", "Type", "Class", "CurrencyCode", "ContactStatus")
_KEPT = ("Status", "Type", "Date", "DueDate", "UpdatedDateUTC")


def apply_quirk(response, fault):
    """Spoil the elements of a JSON answer, if the fault is a quirk."""
    if not fault or fault.kind not in KINDS or response.content_type != JSON:
        return
    body = json.loads(response.body)
    spoil = _nulls if fault.kind == "quirk_nulls" else _unknown
    for value in body.values():
        if isinstance(value, list):
            _walk(value, spoil)
    response.body = json.dumps(body).encode()


def _walk(value, spoil):
    if isinstance(value, dict):
        for name in value:
            if isinstance(value[name], (dict, list)):
                _walk(value[name], spoil)
                if spoil is _nulls and name in ("Addresses", "Phones"):
                    value[name].append(None)
            else:
                value[name] = spoil(name, value[name])
    elif isinstance(value, list):
        for each in value:
            _walk(each, spoil)


def _nulls(name, value):
    if not isinstance(value, str) or name.endswith("ID") or name in _KEPT:
        return value
    return None


def _unknown(name, value):
    return "SOMETHINGNEW" if name in _ENUMS else value
