# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Many documents on their way through several servers, while calls fail and servers
are killed."""

import random
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from .comparison import Comparison, compare, compare_orders, record_ids
from .passing_time import PassingTime
from .people import Administrator, Killer, Presser
from .plans import faults_for
from .stage import all_documents, new_orders

#: The share of the calls that is struck.
SHARE = 0.2
#: One order of so many is pressed alone, by somebody who waits for it.
ALONE = 8
#: How many such people there are.
ALONE_PEOPLE = 3
#: Orders that are pressed at once: more than the dialog shows one by one.
AT_ONCE = 250
#: Real seconds between two looks, and those that seem to pass at each: ever more while
#: nothing happens, as where the calls of a day are used up.
LOOK, STEP, LONGEST_STEP = 1, 20, 21_600
#: More than any wait between two tries; then something has gone wrong.
LONGEST_WAIT = 40 * 86400
#: Real seconds after which a run in which nothing happens is given up.
PATIENCE = 300
TOO_MANY_REQUESTS = 429
LOGGED_CHARACTERS = 120
LOGGED_ERROR = re.compile(r"^\S+ \S+ \d+ (?:ERROR|CRITICAL) \S+ (.*)$", re.MULTILINE)


@dataclass
class Result:
    """What a run came to."""

    documents: int
    servers: int
    seconds: float = 0
    #: Seconds that seemed to pass beside the real ones.
    passed: float = 0
    kills: int = 0
    cuts: int = 0
    #: To the API, and for tokens.
    calls: int = 0
    token_calls: int = 0
    struck: Counter = field(default_factory=Counter)
    #: Calls over a limit of the provider's, beside those that a fault made so.
    over_limit: int = 0
    reconnected: int = 0
    retried: int = 0
    comparison: Comparison = None
    #: How the errors in the servers' logs begin.
    log_errors: Counter = field(default_factory=Counter)


class Load:
    """One fault run.

    :param stage: servers that run scheduled actions, see ``fault_stage``
    :param int documents: half of them invoices, half bills
    :param int kills: how often a server is killed
    :param int cuts: how often all servers lose the database for a moment
    :param int seed: of all that is random, but for who comes first
    """

    def __init__(self, stage, documents, kills, cuts, seed=1, struck=SHARE):
        self._stage = stage
        self._count = documents
        self._kills, self._cuts = kills, cuts
        self._struck = struck
        self._dice = random.Random(seed)
        self._time = PassingTime(stage.database, stage.sandbox)
        self._last_states, self._last_change = None, time.monotonic()
        self._step = STEP

    def run(self):
        stage = self._stage
        result = Result(self._count, len(stage.servers))
        orders = new_orders(stage, self._count // 2, max(1, self._count // 4))
        strangers = record_ids(stage)
        known = all_documents(stage)
        stage.sandbox.clear_calls()
        self._keep_limits()
        faults = faults_for(stage.books)
        plan = stage.sandbox.arm_fault_plan(faults, self._struck, self._dice.random())
        started = time.monotonic()
        self._work(orders, known, result)
        result.seconds = time.monotonic() - started
        stage.sandbox.clear_faults()
        result.passed = self._time.passed
        calls = stage.books.api_calls()
        result.calls, result.token_calls = len(calls), len(stage.books.token_calls())
        result.over_limit = sum(_is_over_limit(call) for call in calls)
        result.struck = plan.struck
        documents = all_documents(stage, ("id", "not in", known))
        result.comparison = compare(stage, documents, strangers)
        compare_orders(stage, result.comparison, orders)
        result.log_errors = Counter(
            match[1][:LOGGED_CHARACTERS]
            for log in stage.logs()
            for match in LOGGED_ERROR.finditer(log)
        )
        return result

    def _keep_limits(self):
        """Those of the provider, on both sides."""
        self._stage.books.limit_calls()
        self._stage.keep_limits("all")

    def _work(self, orders, known, result):
        killer = Killer(
            self._stage,
            self._dice.random(),
            self._kills,
            self._cuts,
            lambda: self._share(known, "state = 'done'"),
        )
        administrator = Administrator(self._stage, self._dice.random())
        pressers = self._pressers(
            orders, lambda: killer.lags_behind(self._share(known, "true"))
        )
        threads = [
            threading.Thread(target=each.press_all, daemon=True) for each in pressers
        ]
        for thread in (*threads, killer):
            thread.start()
        try:
            while any(thread.is_alive() for thread in threads) or self._goes_on():
                self._check_progress(killer.killed, killer.cut)
                time.sleep(LOOK)
                administrator.look()
                self._let_time_pass()
        finally:
            killer.stop()
        result.kills, result.cuts = killer.killed, killer.cut
        result.reconnected = administrator.reconnected
        result.retried = administrator.retried

    def _pressers(self, orders, must_wait):
        """Somebody who presses many at once, and some who press one by one."""
        alone = {model: ids[::ALONE] for model, ids in orders.items()}
        others = {
            model: [order for order in ids if order not in alone[model]]
            for model, ids in orders.items()
        }
        shares = [(others, AT_ONCE)]
        for person in range(ALONE_PEOPLE):
            own = {model: ids[person::ALONE_PEOPLE] for model, ids in alone.items()}
            shares.append((own, 1))
        return [
            Presser(self._stage, self._dice.random(), own, at_once, must_wait)
            for own, at_once in shares
        ]

    def _check_progress(self, *deaths):
        states = self._time.ask(
            "SELECT state, count(*) FROM accounting_bridge_document "
            "GROUP BY 1 ORDER BY 1"
        )
        states.append(deaths)
        self._step = min(2 * self._step, LONGEST_STEP)
        if states != self._last_states:
            self._last_states, self._last_change = states, time.monotonic()
            self._step = STEP
        if time.monotonic() - self._last_change > PATIENCE:
            raise TimeoutError(f"Nothing happens any more: {states}")

    def _goes_on(self):
        """Whether something is left that a server or a person will do."""
        [[goes_on]] = self._time.ask(
            "SELECT EXISTS (SELECT FROM accounting_bridge_bulk_part) OR EXISTS ("
            "SELECT FROM accounting_bridge_document WHERE state NOT IN "
            "('done', 'cancel') OR needs_follow_up)"
        )
        return goes_on

    def _let_time_pass(self):
        """A little while there is work, all at once while everybody waits."""
        wait = self._time.seconds_to_next_try()
        if wait is not None and wait > LONGEST_WAIT:
            raise TimeoutError(f"A document waits for {wait} seconds.")
        self._time.pass_(max(self._step, wait or 0))

    def _share(self, known, condition):
        """Which part of the documents there is that fulfils a condition in SQL."""
        [[count]] = self._time.ask(
            "SELECT count(*) FROM accounting_bridge_document "
            f"WHERE {condition} AND NOT id = ANY(%s)",
            known,
        )
        return count / self._count


def _is_over_limit(call):
    return call["status"] == TOO_MANY_REQUESTS and not call["fault"]
