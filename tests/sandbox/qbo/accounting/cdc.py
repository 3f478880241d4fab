# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Change data capture: what was changed or deleted since a moment."""

from datetime import datetime, timedelta

from .. import errors
from .query_conditions import read_moment
from .resources import RESOURCES

LOOK_BACK = timedelta(days=30)
MOST_OBJECTS = 1000
EXCLUDED = ("JournalCode", "TaxAgency", "TaxCode", "TaxRate", "TaxService")


def changes(company, entities, changed_since):
    """The CDCResponse.

    :param entities: names with commas between
    :param changed_since: ISO 8601; what changed at that very second is left out
    """
    since = read_moment("changedSince", changed_since or "")
    if since < company.now() - LOOK_BACK:
        detail = "changedSince lies more than 30 days in the past"
        raise errors.bad_query_value(detail)
    names = [_entity(each.strip()) for each in (entities or "").split(",")]
    room = MOST_OBJECTS
    answers = []
    for entity in names:
        found = _changed(company, entity, since)[:room]
        room -= len(found)
        answers.append(_answer(company, entity, found))
    return [{"QueryResponse": answers}]


def _entity(name):
    for entity in RESOURCES:
        if entity.lower() == name.lower() and entity not in EXCLUDED:
            return entity
    raise errors.bad_query_value(f"{name} is not an entity of change data capture")


def _changed(company, entity, since):
    """The records, oldest change first, then the stubs of deleted ones."""
    alive = sorted(company.store.all(entity), key=_changed_at)
    candidates = [*alive, *company.store.deleted(entity)]
    return [each for each in candidates if _changed_at(each) > since]


def _changed_at(record):
    return datetime.fromisoformat(record["MetaData"]["LastUpdatedTime"])


def _answer(company, entity, found):
    if not found:
        return {}
    return {
        entity: [
            each
            if each.get("status") == "Deleted"
            else RESOURCES[entity].render(company, each)
            for each in found
        ],
        "startPosition": 1,
        "maxResults": len(found),
    }
