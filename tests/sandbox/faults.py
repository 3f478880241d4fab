# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Faults that a test arms: what goes wrong, for which calls, how often.

Common kinds (a provider adds its own):

slow                  answers after `seconds`
reset_before_commit   cuts the connection, nothing was done
reset_after_commit    does the work, then cuts the connection
commit_later          cuts the connection, does the work `seconds` later
html_200, html_503    a page of HTML in the place of the answer
error_503             the service is away
error_400             refuses what was sent, as a whole
"""

import random
import re
import threading
import time
from collections import Counter
from dataclasses import asdict, dataclass, field

from .messages import DROPPED, html_response, text_response

COMMON_KINDS = (
    "slow",
    "reset_before_commit",
    "reset_after_commit",
    "commit_later",
    "html_200",
    "html_503",
    "error_503",
    "error_400",
)
OFFLINE_PAGE = (
    "<!DOCTYPE html><html><head><title>Offline</title></head>"
    "<body><h1>We will be back soon</h1></body></html>"
)


@dataclass
class Fault:
    """`count` None = for ever. `skip` lets so many matching calls pass first.

    `commit` says whether the work is done before an error answer is given;
    `method`, `path` and `body` are regular expressions, searched in the request's.
    """

    kind: str
    method: str = ""
    path: str = ""
    body: str = ""
    count: int | None = 1
    skip: int = 0
    probability: float = 1.0
    seed: int | None = None
    seconds: float = 0.0
    retry_after: int | None = None
    commit: bool = False
    _dice: random.Random = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        self._dice = random.Random(self.seed)

    def strike(self, request):
        """The fault, which is this one, or None."""
        return self if self._strikes(request) else None

    def _strikes(self, request):
        if self.count == 0 or not self._matches(request):
            return False
        if self.skip:
            self.skip -= 1
            return False
        if self.probability < 1 and self._dice.random() >= self.probability:
            return False
        if self.count is not None:
            self.count -= 1
        return True

    def _matches(self, request):
        return bool(
            re.fullmatch(self.method or ".*", request.method, re.IGNORECASE)
            and re.search(self.path, request.target)
            and re.search(self.body, request.body.decode("utf-8", "replace"))
        )

    def as_dict(self):
        values = asdict(self)
        values.pop("_dice")
        return values


class FaultPlan:
    """Strikes a share of the calls, each time with a fault drawn from several.

    Those that do not match the call, or have no count left, are not drawn.
    """

    def __init__(self, faults, share, seed=None):
        self._faults = faults
        self._share = share
        self._dice = random.Random(seed)
        #: How often each kind struck.
        self.struck = Counter()

    def strike(self, request):
        if self._dice.random() >= self._share:
            return None
        fault = self._draw(request)
        if fault:
            self.struck[fault.kind] += 1
        return fault

    def _draw(self, request):
        """One of those that can strike this call."""
        for fault in self._dice.sample(self._faults, len(self._faults)):
            if fault.strike(request):
                return fault
        return None

    def as_dict(self):
        faults = [fault.as_dict() for fault in self._faults]
        return {"share": self._share, "struck": dict(self.struck), "faults": faults}


class FaultBox:
    def __init__(self, kinds):
        self.kinds = kinds
        self._lock = threading.Lock()
        self._armed = []

    def arm(self, kind, **options):
        """Arm one fault; raises ValueError for a kind or option unknown here."""
        return self._keep(self._make(kind, **options))

    def arm_plan(self, faults, share, seed=None):
        """Strike a share of the calls from now on.

        :param faults: a dict of options each, with its `kind`
        """
        made = [self._make(**options) for options in faults]
        return self._keep(FaultPlan(made, share, seed))

    def take(self, request):
        """The fault that strikes this request, or None."""
        with self._lock:
            strikes = (armed.strike(request) for armed in self._armed)
            return next(filter(None, strikes), None)

    def armed(self):
        with self._lock:
            faults = [each.as_dict() for each in self._armed]
            return [each for each in faults if each.get("count") != 0]

    def _make(self, kind, **options):
        if kind not in self.kinds:
            raise ValueError(f"Unknown fault {kind!r}; known: {sorted(self.kinds)}")
        try:
            return Fault(kind, **options)
        except TypeError as error:
            raise ValueError(str(error)) from error

    def _keep(self, armed):
        with self._lock:
            self._armed.append(armed)
        return armed

    def clear(self):
        with self._lock:
            self._armed.clear()


def pause(request):
    """Where work begins: the point at which a slow answer is slow."""
    if request.fault and request.fault.kind == "slow":
        time.sleep(request.fault.seconds)


def answer_with_fault(request, route, run_later):
    """Answer a request whose fault is one of the common kinds.

    :param route: function that does the work and returns the response
    :param run_later: function(seconds, work) that does work after a while
    """
    fault = request.fault
    if fault.kind == "reset_before_commit":
        return DROPPED
    if fault.kind == "commit_later":
        run_later(fault.seconds, lambda: route(request))
        return DROPPED
    if fault.kind == "reset_after_commit" or fault.commit:
        route(request)
    if fault.kind == "reset_after_commit":
        return DROPPED
    if fault.kind == "html_200":
        return html_response(OFFLINE_PAGE)
    if fault.kind == "html_503":
        return html_response(OFFLINE_PAGE, 503)
    if fault.kind == "error_503":
        return text_response("Service Unavailable", 503)
    if fault.kind == "error_400":
        return text_response("Something in it is not welcome.", 400)
    return route(request)
