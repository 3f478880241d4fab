# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Requests that carry a requestid are done once in a company.

A repeat gets the first answer, whatever its body holds by then; a refusal is
repeated, too. In a batch the pair of requestid and bId names an item.
"""

from ...once import OnceStore
from .. import errors

LONGEST = 50
LONGEST_OF_BATCH = 36
LONGEST_BATCH_ITEM = 10


class RequestIds:
    def __init__(self, state):
        self._state = state
        self._store = OnceStore(state.clock)

    def check(self, call):
        """The requestid of a call, or None; raises when it is too long."""
        request_id = call.query.get("requestid")
        if not request_id:
            return None
        longest = LONGEST_OF_BATCH if call.is_batch else LONGEST
        if len(request_id) > longest:
            raise errors.too_long("requestid", longest)
        fault = call.request.fault
        if fault and fault.kind == "duplicate_request_id":
            raise errors.duplicate_request_id(request_id)
        return request_id

    def once(self, call, request_id, work, batch_item=None):
        """Do the work, or return a copy of what it returned the first time."""
        if not request_id:
            return work()
        key = (call.company.realm_id, request_id, batch_item)
        fault = call.request.fault
        if fault and fault.kind == "replay_unknown":
            self._store.forget(key)
        seconds = self._state.settings.request_id_seconds
        return self._store.do(key, work, seconds)
