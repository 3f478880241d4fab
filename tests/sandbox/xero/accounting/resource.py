# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What every endpoint does alike: lists, pages, single records, batches."""

from .. import errors
from . import wire
from .where import compile_where

DEFAULT_PAGE_SIZE = 100
LARGEST_PAGE = 1000
#: How much of a record an answer shows.
SUMMARY, LIST, FULL = "summary", "list", "full"


class Resource:
    kind = ""
    id_field = ""
    #: A second key that /Kind/{key} understands.
    number_field = ""
    fields = ()
    is_paged = False
    is_always_paged = False
    knows_where = True
    knows_modified_since = False
    default_order = ""
    #: The field that says whether an element was refused.
    error_flag = "HasErrors"

    # -- reading -----------------------------------------------------------------

    def read(self, call, key=None, *more):
        if more:
            raise errors.not_found()
        if key is not None:
            record = self.find(call.store, key)
            if not record:
                raise errors.not_found()
            return self.answer(call, [self.render(call, record, FULL)])
        return self._read_list(call)

    def find(self, store, key):
        """A record by its id or by its number."""
        record = store.get(self.kind, key.lower())
        if record or not self.number_field:
            return record
        return next(iter(store.find(self.kind, self.number_keys, key.casefold())), None)

    def number_keys(self, record):
        """By what the second key finds a record."""
        return ((record.get(self.number_field) or "").casefold(),)

    def select(self, call, records):
        """A resource's own query parameters."""
        return records

    def render(self, call, record, detail):
        return dict(record)

    def answer(self, call, elements, **more):
        return wire.dump(wire.envelope(self.kind, elements, call.clock, **more))

    def _read_list(self, call):
        records = self.select(call, call.store.all(self.kind))
        records = self._modified_since(call, records)
        records = self._where(call, records)
        records = self._ordered(call, records)
        if not self._wants_page(call):
            elements = [self.render(call, record, SUMMARY) for record in records]
            return self.answer(call, elements)
        page, size = _page(call)
        shown = records[(page - 1) * size : page * size]
        pagination = {
            "page": page,
            "pageSize": size,
            "pageCount": -(-len(records) // size),
            "itemCount": len(records),
        }
        detail = SUMMARY if call.flag("summaryOnly") else LIST
        elements = [self.render(call, record, detail) for record in shown]
        return self.answer(call, elements, pagination=pagination)

    def _wants_page(self, call):
        if self.is_always_paged:
            return True
        asked = {"page", "pageSize"} & set(call.query) or call.flag("summaryOnly")
        return self.is_paged and bool(asked)

    def _modified_since(self, call, records):
        since = call.request.headers.get("If-Modified-Since")
        moment = wire.read_moment(since) if since else None
        if not moment or not self.knows_modified_since:
            return records
        return [
            record
            for record in records
            if record["UpdatedDateUTC"].replace(microsecond=0) > moment
        ]

    def _where(self, call, records):
        text = call.query.get("where")
        if not text or not self.knows_where:
            return records
        matches = compile_where(text, self.fields)
        return [
            record for record in records if matches(self.render(call, record, SUMMARY))
        ]

    def _ordered(self, call, records):
        text = call.query.get("order") or self.default_order
        if not text:
            return records
        name, _space, direction = text.partition(" ")
        if name not in self.fields:
            raise errors.bad_query(f"No property or field '{name}' exists")

        def key(record):
            shown = record if name in record else self.render(call, record, SUMMARY)
            value = shown.get(name)
            return (value is not None, value if value is not None else "")

        return sorted(records, key=key, reverse=direction.strip().upper() == "DESC")

    # -- writing -----------------------------------------------------------------

    def write(self, call, key=None, *more):
        """PUT creates; POST updates or creates; POST with a key updates."""
        if more or (key and call.request.method == "PUT"):
            raise errors.not_implemented()
        elements = call.elements
        if key:
            target = self.find(call.store, key)
            if not target:
                raise errors.not_found()
            elements = [{**elements[0], self.id_field: target[self.id_field]}]
        return self._write_batch(call, elements)

    def save(self, call, element):
        """Create or update one record and return it; raises Problems."""
        raise errors.not_implemented()

    def _write_batch(self, call, elements):
        store = call.store
        start = store.mark()
        answers, refused = [], []
        for element in elements:
            try:
                with store.savepoint():
                    record = self.save(call, element)
                    rendered = self.render(call, record, FULL)
            except (errors.Problems, wire.Unreadable) as error:
                problems = errors.Problems.of(error)
                refused.append(self._refused(element, problems))
                answers.append({**refused[-1], "StatusAttributeString": "ERROR"})
            else:
                answers.append(rendered)
                if not call.summarizes_errors:
                    rendered["StatusAttributeString"] = _verdict(rendered)
        if refused and call.summarizes_errors:
            store.roll_back(start)
            raise self._validation_error(refused)
        store.forget_undo()
        return self.answer(call, answers)

    def _validation_error(self, refused):
        response = errors.bad_request(
            "ValidationException", 10, "A validation exception occurred"
        ).response
        body = {
            "ErrorNumber": 10,
            "Type": "ValidationException",
            "Message": "A validation exception occurred",
            "Elements": refused,
        }
        response.body = wire.dump(body)
        return errors.ApiError(response)

    def _refused(self, element, problems):
        """The element as it came, with what is wrong where it is wrong."""
        echo = {self.id_field: wire.NO_ID, **element}
        echo["ValidationErrors"] = _messages(problems.messages)
        echo[self.error_flag] = True
        if problems.contact_messages:
            contact = element.get("Contact") or {}
            found = _messages(problems.contact_messages)
            echo["Contact"] = {**contact, "ValidationErrors": found}
        if problems.line_messages:
            echo["LineItems"] = [
                {
                    **line,
                    "ValidationErrors": _messages(
                        problems.line_messages.get(index, ())
                    ),
                }
                for index, line in enumerate(element["LineItems"])
            ]
        return echo


def _verdict(rendered):
    return "WARNING" if rendered.get("Warnings") else "OK"


def _messages(texts):
    return [{"Message": text} for text in texts]


def _page(call):
    try:
        page = int(call.query.get("page") or 1)
        size = int(call.query.get("pageSize") or DEFAULT_PAGE_SIZE)
    except ValueError as error:
        raise errors.bad_query("page and pageSize must be numbers") from error
    if page < 1 or size < 1:
        raise errors.bad_query("page and pageSize begin at 1")
    return page, min(size, LARGEST_PAGE)


def same_text(one, other):
    return bool(one) and bool(other) and one.casefold() == other.casefold()


def comma_list(text):
    return [part.strip().casefold() for part in (text or "").split(",") if part.strip()]
