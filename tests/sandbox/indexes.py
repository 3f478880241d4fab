# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Records found, and their amounts added up, without a look at all of them."""

from collections import defaultdict

_NO_RECORDS = {}


class Indexes:
    """Mixed into a store, which tells what becomes of its records and gives
    `records(kind)`: what it holds, by id.

    What to find records by is named by a function of a record. It is a function of a
    module, so that it is always the same one: an index is made where it is first
    asked for, and kept up to date from then on.
    """

    def __init__(self):
        super().__init__()
        self._indexes = defaultdict(dict)

    def find(self, kind, keys_of, key):
        """The records one of whose keys it is.

        :param keys_of: function(record) that gives a record's keys
        """
        return self._index(kind, keys_of, _Finder).find(key)

    def total(self, kind, share_of, key):
        """The sum of what records give to a key; 0 where none does.

        :param share_of: function(record) that gives the key and a Decimal
        """
        return self._index(kind, share_of, _Adder).total(key)

    def note_record(self, kind, record_id, record):
        """A record was stored or changed."""
        for index in self._indexes[kind].values():
            index.put(record_id, record)

    def note_removal(self, kind, record_id):
        for index in self._indexes[kind].values():
            index.drop(record_id)

    def _index(self, kind, function, index_class):
        indexes = self._indexes[kind]
        if function not in indexes:
            indexes[function] = index_class(function)
            for record_id, record in self.records(kind).items():
                indexes[function].put(record_id, record)
        return indexes[function]


class _Finder:
    def __init__(self, keys_of):
        self._keys_of = keys_of
        self._keys = {}
        self._found = {}

    def put(self, record_id, record):
        keys = set(self._keys_of(record))
        for key in self._keys.get(record_id, set()) - keys:
            self._found[key].pop(record_id)
        for key in keys:
            self._found.setdefault(key, {})[record_id] = record
        self._keys[record_id] = keys

    def drop(self, record_id):
        for key in self._keys.pop(record_id, ()):
            self._found[key].pop(record_id)

    def find(self, key):
        return list(self._found.get(key, _NO_RECORDS).values())


class _Adder:
    def __init__(self, share_of):
        self._share_of = share_of
        self._shares = {}
        self._totals = defaultdict(int)

    def put(self, record_id, record):
        self.drop(record_id)
        key, amount = self._shares[record_id] = self._share_of(record)
        self._totals[key] += amount

    def drop(self, record_id):
        if record_id in self._shares:
            key, amount = self._shares.pop(record_id)
            self._totals[key] -= amount

    def total(self, key):
        return self._totals.get(key, 0)
