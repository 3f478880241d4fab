# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The log of every call, without anything secret."""

import re
import threading
from datetime import datetime, timezone

from .messages import DROPPED, JSON

LOGGED_HEADERS = (
    "Accept",
    "Content-Type",
    "Idempotency-Key",
    "If-Modified-Since",
    "User-Agent",
    "x-include-refresh-token-hard-expires-in",
    "Xero-Tenant-Id",
)
LOGGED_ANSWER_HEADERS = (
    "intuit_tid",
    "Retry-After",
    "X-DayLimit-Remaining",
    "Xero-Correlation-Id",
)
#: Bytes of a body that are kept.
LONGEST_LOGGED = 200_000
SECRETS_IN_FORMS = re.compile(
    r"(?i)\b(code|code_verifier|client_secret|refresh_token|access_token|token"
    r"|id_token)=[^&\s]*"
)
SECRETS_IN_JSON = re.compile(
    r'(?i)"(access_token|refresh_token|id_token|token)":\s*"[^"]*"'
)


class CallLog:
    def __init__(self, clock):
        self._clock = clock
        self._lock = threading.Lock()
        self._entries = []
        self._number = 0

    def open(self, request):
        """Note that a call came in; its status is None until it was answered."""
        entry = {
            "method": request.method,
            "path": SECRETS_IN_FORMS.sub(r"\1=***", request.target),
            "status": None,
            "time": _timestamp(self._clock.now()),
            "seconds": None,
            "fault": None,
            "headers": _chosen(request.headers, LOGGED_HEADERS),
            "body": _readable(request.body, request.headers.get("Content-Type")),
            "answer": None,
            "answer_headers": {},
            "notes": request.notes,
        }
        with self._lock:
            self._number += 1
            entry["number"] = self._number
            self._entries.append(entry)
        return entry

    def close(self, entry, request, response, seconds):
        """Note the answer. A cut connection has status 0."""
        entry["fault"] = request.fault.kind if request.fault else None
        entry["seconds"] = round(seconds, 4)
        if response is DROPPED:
            entry["status"] = 0
            return
        entry["answer_headers"] = _chosen(response.headers, LOGGED_ANSWER_HEADERS)
        if response.content_type == JSON:
            entry["answer"] = _readable(response.body, JSON)
        entry["status"] = response.status

    def select(self, method=None, path=None):
        """Copies of the entries whose method equals and whose path matches."""
        with self._lock:
            entries = [dict(entry) for entry in self._entries]
        return [
            entry
            for entry in entries
            if (not method or entry["method"] == method.upper())
            and (not path or re.search(path, entry["path"]))
        ]

    def under_way(self):
        """How many calls came in and were not answered yet."""
        with self._lock:
            return sum(entry["status"] is None for entry in self._entries)

    def clear(self):
        with self._lock:
            self._entries.clear()


def _chosen(headers, names):
    return {name: headers[name] for name in names if name in headers}


def _readable(body, content_type):
    text = body[:LONGEST_LOGGED].decode("utf-8", "replace")
    if "json" in (content_type or ""):
        return SECRETS_IN_JSON.sub(r'"\1": "***"', text)
    return SECRETS_IN_FORMS.sub(r"\1=***", text)


def _timestamp(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat()
