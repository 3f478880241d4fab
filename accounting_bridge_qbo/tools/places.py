# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How far the reading of several lists has come. Pure functions.

QuickBooks has no cursor, only positions, and a record that leaves a list (as one that
was merged into another does) moves all behind it by one. So each page begins with the
last record of the page before: where it is not there, the page before is read again.
"""

from typing import NamedTuple

from odoo.addons.accounting_bridge.tools.wire import text_of

from .queries import PAGE_SIZE


class Place(NamedTuple):
    """Where to read on in a list: from the record at the position ``start``, which is
    the one with ``last_id`` if nothing has moved."""

    entity: str
    start: int = 1
    last_id: str = ""


def places_of(entities, cursor=""):
    """Where to read on in lists, by a cursor that :func:`cursor_of` gave.

    :rtype: list[Place]
    """
    if not cursor:
        return [Place(entity) for entity in entities]
    parts = (text.split(":") for text in cursor.split())
    return [Place(entity, int(start), last_id) for entity, start, last_id in parts]


def cursor_of(places):
    """:rtype: str"""
    return " ".join(":".join(map(str, place)) for place in places)


def page_size(places):
    """How many records of each list travel in one call: an answer holds no more of all
    lists together than of one."""
    return PAGE_SIZE // len(places)


def new_records(place, records):
    """The records of a page without the one that stood on the page before.

    :param list[dict] records: of the page
    :rtype: list[dict]
    """
    return records[1:] if _follows(place, records) else records


def next_place(place, records, size):
    """Where to read on after a page.

    :param list[dict] records: of the page
    :param int size: most records of the page
    :return: None at the end of the list
    :rtype: Place | None
    """
    if place.last_id and not _follows(place, records):
        return Place(place.entity, max(1, place.start - size + 1))
    if len(records) < size:
        return None
    last_id = text_of(records[-1].get("Id"))
    return Place(place.entity, place.start + size - 1, last_id)


def _follows(place, records):
    """Whether a page begins with the last record of the page before."""
    return bool(records) and text_of(records[0].get("Id")) == place.last_id
