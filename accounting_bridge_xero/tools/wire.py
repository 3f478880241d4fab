# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Moments as they stand in Xero's JSON."""

import re
from datetime import datetime, timedelta

from odoo.addons.accounting_bridge.tools import wire

_EPOCH = datetime(1970, 1, 1)
_MICROSOFT_DATE = re.compile(r"^/Date\((-?\d+)(?:[+-]\d{4})?\)/$")


def moment_of(value):
    """A moment in Xero's ``/Date(1539993600000+0000)/`` or in ISO 8601.

    The milliseconds count from the epoch in UTC; the offset behind them is for
    display.

    :return: naive UTC, or None where there is none that can be read
    :rtype: datetime | None
    """
    if match := _MICROSOFT_DATE.match(wire.text_of(value)):
        return _EPOCH + timedelta(milliseconds=int(match.group(1)))
    return wire.moment_of(value)


def date_of(value):
    """A day, which Xero writes as midnight in UTC.

    :rtype: date | None
    """
    moment = moment_of(value)
    return moment.date() if moment else None
