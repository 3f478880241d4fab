# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The store of idempotency keys: an app's, for six minutes from the first call.

Whatever was answered is answered again, errors too. A repeat that comes while
the first call is at work waits for it.
"""

import threading
from dataclasses import dataclass, field

from ...messages import Response
from .. import errors

LONGEST_KEY = 128


@dataclass
class _Entry:
    fingerprint: tuple
    expires: float
    done: threading.Event = field(default_factory=threading.Event)
    response: Response | None = None


class IdempotencyStore:
    def __init__(self, state):
        self._state = state
        self._lock = threading.Lock()
        self._entries = {}

    def once(self, request, app, work):
        """Do the work, or give the answer that the same request got before."""
        key = request.headers.get("Idempotency-Key")
        if not key or request.method not in ("PUT", "POST", "PATCH"):
            return work()
        if len(key) > LONGEST_KEY:
            raise errors.bad_idempotency_key(
                f"Idempotency Key: {key} is longer than {LONGEST_KEY} characters."
            )
        entry, is_first = self._enter((app, key), request)
        if is_first:
            return self._first((app, key), entry, work)
        if entry.fingerprint != _fingerprint(request):
            raise errors.bad_idempotency_key(
                f"Idempotency Key: {key} is used with a different request."
            )
        entry.done.wait()
        if entry.response is None:
            return self.once(request, app, work)
        return _copy(entry.response)

    def _enter(self, key, request):
        now = self._state.clock.now()
        with self._lock:
            entry = self._entries.get(key)
            if entry and (entry.expires > now or not entry.done.is_set()):
                return entry, False
            seconds = self._state.settings.idempotency_seconds
            entry = _Entry(_fingerprint(request), now + seconds)
            self._entries[key] = entry
            return entry, True

    def _first(self, key, entry, work):
        try:
            entry.response = work()
        finally:
            if entry.response is None:
                with self._lock:
                    del self._entries[key]
            entry.done.set()
        return _copy(entry.response)


def _fingerprint(request):
    tenant_id = request.headers.get("xero-tenant-id")
    return request.method, request.target, tenant_id, request.body


def _copy(response):
    return Response(
        response.status, response.body, response.content_type, dict(response.headers)
    )
