# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What every pretend provider has: a server, a clock, faults, a log of calls."""

import threading
import time
import traceback

from .calls import CallLog
from .clock import Clock
from .control import ControlPanel
from .faults import COMMON_KINDS, FaultBox, answer_with_fault
from .messages import text_response
from .server import SandboxServer


class Sandbox:
    """A pretend provider. Subclasses give `route`, `empty` and `objects`.

    Usable as a context manager; `port=0` takes any free port.
    """

    name = ""
    own_fault_kinds = ()

    def __init__(self, port=0, host="127.0.0.1"):
        self._host = host
        self._port = port
        self._server = None
        self.lock = threading.RLock()
        self.clock = Clock()
        self.call_log = CallLog(self.clock)
        kinds = COMMON_KINDS + self.own_fault_kinds
        self.faults = FaultBox(kinds)
        self._inner_kinds = self.own_fault_kinds
        self.control = ControlPanel(self)
        self.empty()

    # -- to be given by a provider ------------------------------------------

    def route(self, request):
        """Do the work of one request and return its Response."""
        raise NotImplementedError

    def is_api(self, request):
        """Is it the provider's API, with log and faults, or a page to look at?"""
        raise NotImplementedError

    def empty(self):
        """Go back to the fixtures."""
        raise NotImplementedError

    def objects(self, kind, tenant=None):
        """Every stored object of a kind, in the provider's JSON."""
        raise NotImplementedError

    # -- life ----------------------------------------------------------------

    def start(self):
        self._server = SandboxServer(self._host, self._port, self.answer)
        self._port = self._server.server_address[1]
        self._server.start()
        return self

    def stop(self):
        if self._server:
            self._server.stop()
            self._server = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *exception):
        self.stop()

    @property
    def url(self):
        return f"http://{self._host}:{self._port}"

    # -- handles for tests: the same as the calls below /_sandbox -------------

    def calls(self, method=None, path=None):
        return self.call_log.select(method, path)

    def clear_calls(self):
        self.call_log.clear()

    def arm_fault(self, kind, **options):
        return self.faults.arm(kind, **options)

    def arm_fault_plan(self, faults, share, seed=None):
        return self.faults.arm_plan(faults, share, seed)

    def clear_faults(self):
        self.faults.clear()

    def advance_clock(self, seconds):
        self.clock.advance(seconds)

    def reset(self):
        """Forget everything: objects, grants, settings, faults, calls, clock."""
        with self.lock:
            self.empty()
        self.faults.clear()
        self.call_log.clear()
        self.clock.reset()

    # -- one request -----------------------------------------------------------

    def answer(self, request):
        if self.control.owns(request):
            return self.control.answer(request)
        if not self.is_api(request):
            return self.route(request)
        started = time.monotonic()
        entry = self.call_log.open(request)
        request.fault = self.faults.take(request)
        try:
            response = self._answer(request)
        except Exception:
            # A fault of the sandbox itself: say so, loudly, to both sides.
            traceback.print_exc()
            response = text_response("The sandbox itself failed.", 500)
        self.call_log.close(entry, request, response, time.monotonic() - started)
        return response

    def _answer(self, request):
        if request.fault is None or request.fault.kind in self._inner_kinds:
            return self.route(request)
        return answer_with_fault(request, self.route, self._run_later)

    def _run_later(self, seconds, work):
        """Do work after so many seconds of this clock. After a reset it does
        nothing: the token that it came with is unknown by then."""

        def wait_and_work():
            self.clock.wait(seconds)
            work()

        threading.Thread(target=wait_and_work, daemon=True).start()
