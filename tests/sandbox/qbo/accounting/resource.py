# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What every kind of record does alike: create, full and sparse update, showing."""

from copy import deepcopy

from .. import errors
from .fields import COMMON, read_fields
from .references import with_names


class Resource:
    """One kind of record. Its methods raise QboFault and then have changed nothing.

    `options` is a set of strings, as `include` (or a batch item's `optionsData`)
    holds them, e.g. {"allowduplicatedocnum"}.
    """

    entity = ""
    #: Property -> field; whatever else comes is refused.
    fields = {}
    #: May a caller write it at all?
    is_writable = True
    #: What a record keeps although a full update leaves it out.
    kept = ()

    # -- what the API calls ----------------------------------------------------------

    def create(self, company, body, options=frozenset()):
        record = self.complete(company, self.read(company, body), None, options)
        record = company.store.add(self.entity, record)
        self.after_save(company, record, None)
        return record

    def update(self, company, body, options=frozenset()):
        """A full update forgets what is not sent; a sparse one leaves it alone."""
        if "void" in options:
            return self.void(company, body)
        record = self.target(company, body)
        values = self.read(company, body)
        before = deepcopy(record)
        is_sparse = str(body.get("sparse")).lower() == "true"
        draft = before if is_sparse else self._skeleton(before)
        # What is not sent stays the very object that `before` holds.
        after = self.complete(company, {**draft, **values}, before, options)
        self.replace(company, record, after)
        self.after_save(company, record, before)
        return record

    def delete(self, company, body):
        raise errors.unsupported(f"{self.entity}: no operation delete")

    def void(self, company, body):
        raise errors.unsupported(f"{self.entity}: no operation void")

    def listed(self, company):
        """The records that a query finds."""
        return company.store.all(self.entity)

    def render(self, company, record):
        """The record as an answer shows it, with the names of what it refers to."""
        return with_names(company, record)

    # -- what a kind of record decides -------------------------------------------------

    def complete(self, company, values, before, options):
        """Check the values and add what QuickBooks adds; returns the whole record.

        :param before: what was stored, None for a new record
        """
        return values

    def after_save(self, company, record, before):
        """Whatever else a stored record changes; nothing is refused any more."""

    # -- helpers -----------------------------------------------------------------------

    def read(self, company, body):
        """The properties that were sent."""
        if not self.is_writable:
            raise errors.unsupported(f"{self.entity} cannot be written")
        if not isinstance(body, dict):
            raise errors.unknown_property(self.entity)
        return read_fields({**COMMON, **self.fields}, body, company)

    def target(self, company, body):
        """The stored record that a body means; its SyncToken must be current."""
        for name in ("Id", "SyncToken"):
            if body.get(name) in (None, ""):
                raise errors.missing(name)
        record = company.store.get(self.entity, str(body["Id"]))
        if not record:
            raise errors.not_found()
        if str(body["SyncToken"]) != record["SyncToken"]:
            raise errors.stale(body["SyncToken"], record["SyncToken"])
        return record

    def replace(self, company, record, after):
        record.clear()
        record.update(after)
        company.store.touch(self.entity, record)

    def _skeleton(self, record):
        kept = ("Id", "SyncToken", "MetaData", "domain", "sparse", *self.kept)
        return {
            name: value
            for name, value in record.items()
            if name in kept or name.startswith("_")
        }
