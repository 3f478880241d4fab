# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The store of idempotency keys: an app's, for six minutes from the first call.

Whatever was answered is answered again, errors too.
"""

from ...once import OnceStore
from .. import errors

LONGEST_KEY = 128


class IdempotencyStore:
    def __init__(self, state):
        self._state = state
        self._store = OnceStore(state.clock)

    def once(self, request, app, work):
        """Do the work, or give the answer that the same request got before."""
        key = request.headers.get("Idempotency-Key")
        if not key or request.method not in ("PUT", "POST", "PATCH"):
            return work()
        if len(key) > LONGEST_KEY:
            raise errors.bad_idempotency_key(
                f"Idempotency Key: {key} is longer than {LONGEST_KEY} characters."
            )

        def refuse():
            raise errors.bad_idempotency_key(
                f"Idempotency Key: {key} is used with a different request."
            )

        seconds = self._state.settings.idempotency_seconds
        mark = _fingerprint(request)
        return self._store.do((app, key), work, seconds, mark, refuse)


def _fingerprint(request):
    tenant_id = request.headers.get("xero-tenant-id")
    return request.method, request.target, tenant_id, request.body
