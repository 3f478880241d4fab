# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""GET and POST /query: what a query finds."""

from .. import errors
from .query_conditions import compile_condition, find_field, sort_key
from .query_fields import fields_of
from .query_language import parse_query
from .resources import RESOURCES
from .singles import SINGLES

#: Given out by a query only when it is named.
_ONLY_WHEN_NAMED = {"Item": ("Sku",)}
#: Given out whether named or not.
_ALWAYS = ("Id", "SyncToken", "domain", "sparse")


def run_query(company, text):
    """The QueryResponse of a query; raises QboFault."""
    query = parse_query(text)
    entity = _entity(query.entity)
    if entity in SINGLES:
        return {entity: [SINGLES[entity](company)], "maxResults": 1}
    fields = fields_of(entity)
    found = _select(company, entity, query, fields)
    if query.is_count:
        return {"totalCount": len(found)}
    columns = _columns(entity, query)
    page = found[query.start - 1 :][: query.rows]
    if not page:
        return {}
    answer = {
        entity: [_show(company, entity, each, columns) for each in page],
        "startPosition": query.start,
        "maxResults": len(page),
    }
    if not query.has_start:
        answer["totalCount"] = len(page)
    return answer


def _entity(name):
    for entity in (*RESOURCES, *SINGLES):
        if entity.lower() == name.lower():
            return entity
    raise errors.bad_query_value(f"{name} is not a queryable entity")


def _select(company, entity, query, fields):
    tests = [compile_condition(each, fields) for each in query.conditions]
    names = {each.name.lower() for each in query.conditions}
    found = RESOURCES[entity].listed(company)
    if "Active" in fields and "active" not in names:
        found = [each for each in found if each.get("Active") is not False]
    found = [each for each in found if all(test(each) for test in tests)]
    return _sort(found, query, fields)


def _sort(found, query, fields):
    """As asked; unasked, what was changed last comes first."""
    order = query.order or [("MetaData.LastUpdatedTime", True)]
    for name, is_descending in reversed(order):
        key = sort_key(*find_field(name, fields))
        found = sorted(found, key=key, reverse=is_descending)
    return found


def _columns(entity, query):
    """The names asked for, in their own spelling; None = all."""
    named = [name for name in query.columns if name != "*"]
    fields = (*RESOURCES[entity].fields, *fields_of(entity), *_ALWAYS, "MetaData")
    known = {name.lower(): name for name in fields}
    for name in named:
        if name.split(".")[0].lower() not in known or "." in name:
            raise errors.bad_query_value(f"Property {name} not found or not queryable")
    return [known[name.lower()] for name in named], "*" in query.columns


def _show(company, entity, record, columns):
    named, is_all = columns
    shown = RESOURCES[entity].render(company, record)
    if is_all:
        hidden = set(_ONLY_WHEN_NAMED.get(entity, ())) - set(named)
        return {name: value for name, value in shown.items() if name not in hidden}
    kept = (*named, *_ALWAYS)
    return {name: value for name, value in shown.items() if name in kept}
