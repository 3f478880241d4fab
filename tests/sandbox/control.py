# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The calls below /_sandbox, for whoever drives a sandbox over HTTP."""

from .messages import json_response

PREFIX = "/_sandbox"


class Refusal(Exception):
    """The pretend provider's own rules do not allow what was asked."""


class ControlPanel:
    def __init__(self, sandbox):
        self._sandbox = sandbox
        self._routes = {
            ("GET", "calls"): self._calls,
            ("DELETE", "calls"): self._clear_calls,
            ("GET", "objects"): self._objects,
            ("GET", "faults"): self._faults,
            ("POST", "faults"): self._arm,
            ("DELETE", "faults"): self._disarm,
            ("POST", "fault_plan"): self._arm_plan,
            ("GET", "clock"): self._clock,
            ("POST", "clock"): self._advance,
            ("POST", "reset"): self._reset,
        }

    def add(self, method, name, function):
        """A provider's own control call: function(body, request) -> JSON value."""
        self._routes[method, name] = function

    def owns(self, request):
        return request.path.startswith(PREFIX + "/")

    def answer(self, request):
        name = request.parts[1] if len(request.parts) > 1 else ""
        function = self._routes.get((request.method, name))
        if not function:
            return json_response({"error": "no such control call"}, 404)
        try:
            body = request.json() if request.body else {}
            return json_response(function(body, request))
        except (ValueError, LookupError, TypeError, Refusal) as error:
            return json_response({"error": f"{type(error).__name__}: {error}"}, 400)

    def _calls(self, body, request):
        query = request.query
        return self._sandbox.calls(query.get("method"), query.get("path"))

    def _clear_calls(self, body, request):
        self._sandbox.clear_calls()
        return {"calls": 0}

    def _objects(self, body, request):
        return self._sandbox.objects(request.parts[2], request.query.get("tenant"))

    def _faults(self, body, request):
        return self._sandbox.faults.armed()

    def _arm(self, body, request):
        faults = body if isinstance(body, list) else [body]
        return [self._sandbox.arm_fault(**fault).as_dict() for fault in faults]

    def _arm_plan(self, body, request):
        return self._sandbox.arm_fault_plan(**body).as_dict()

    def _disarm(self, body, request):
        self._sandbox.clear_faults()
        return []

    def _clock(self, body, request):
        return {"now": self._sandbox.clock.utc().isoformat()}

    def _advance(self, body, request):
        self._sandbox.advance_clock(float(body["advance"]))
        return self._clock(body, request)

    def _reset(self, body, request):
        self._sandbox.reset()
        return {"reset": True}
