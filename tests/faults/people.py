# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""People at their screens while servers die under them."""

import random
import threading
import time

import requests

from tests.processes.stage import CONNECTION, DOCUMENT, Refusal

from .stage import PURCHASES, SALES

#: What a screen shows when its server has died, or says no.
TROUBLES = (requests.RequestException, Refusal, ValueError)
#: Seconds until somebody tries again.
PAUSE = 0.5
#: The part of the work that people may be ahead of who kills servers.
SLACK = 0.1


class Person:
    """Somebody logged in on each of the servers, at work on any that answers."""

    def __init__(self, stage, seed):
        self._stage = stage
        self._dice = random.Random(seed)
        self._logins = {}

    def do(self, work):
        """:param work: function(odoo); it may be done in part when it fails
        :return: whether it came to its end
        """
        try:
            work(self._odoo())
        except TROUBLES:
            time.sleep(PAUSE)
            return False
        return True

    def ask(self, *arguments, **options):
        """Call a method that only reads, on one server after the other."""
        while True:
            try:
                return self._odoo().call(*arguments, **options)
            except TROUBLES:
                time.sleep(PAUSE)

    def _odoo(self):
        server = self._dice.choice(self._stage.servers)
        if server not in self._logins:
            self._logins[server] = server.new_login()
        return self._logins[server]


class Presser(Person):
    """Sends orders: many at once, or one and waits for it.

    Who sees an error message looks which orders have no document yet, and presses
    again.
    """

    def __init__(self, stage, seed, orders, at_once, must_wait):
        """:param must_wait: function that says whether not to press now"""
        super().__init__(stage, seed)
        self._orders = orders
        self._at_once = at_once
        self._must_wait = must_wait

    def press_all(self):
        for model in (SALES, PURCHASES):
            left = self._orders[model]
            while left := self._without_document(model, left):
                while self._must_wait():
                    time.sleep(PAUSE)
                chosen = left[: self._at_once]
                self.do(lambda odoo, m=model, c=chosen: self._press(odoo, m, c))

    def _without_document(self, model, orders):
        # Of very many the press notes the orders alone, and documents come later: the
        # badge is there at once.
        rows = self.ask(model, "read", orders, ["bridge_state"])
        return [row["id"] for row in rows if not row["bridge_state"]]

    def _press(self, odoo, model, orders):
        if self._at_once > 1:
            self._stage.new_bare_documents(orders, model, odoo)
        else:
            [order] = orders
            document = self._stage.new_document(order, model, odoo)
            self._stage.send(document, odoo)


class Administrator(Person):
    """Reconnects when the consent is gone, and presses Retry on what has failed."""

    def __init__(self, stage, seed):
        super().__init__(stage, seed)
        self.reconnected = self.retried = 0
        self._was_gone = False

    def look(self):
        """See to what a person must act on."""
        fields = ["state"]
        [row] = self.ask(CONNECTION, "read", [self._stage.connection], fields)
        if row["state"] == "reconnect":
            self.do(self._reconnect)
            self._was_gone = True
        elif self._was_gone:
            self.reconnected += 1
            self._was_gone = False
        failed = self.ask(DOCUMENT, "search", [("state", "=", "failed")])
        for document in failed:
            self.retried += self.do(
                lambda odoo, d=document: odoo.call(DOCUMENT, "action_retry", [d])
            )

    def _reconnect(self, odoo):
        action = odoo.call(CONNECTION, "action_connect", [self._stage.connection])
        odoo.session.get(action["url"], timeout=60)


class Killer(threading.Thread):
    """Kills servers and cuts all of them from the database at random moments, spread
    over the way of all documents."""

    def __init__(self, stage, seed, kills, cuts, share_done):
        """:param share_done: function that says which part of the work is done"""
        super().__init__(daemon=True)
        self._stage = stage
        self._dice = random.Random(seed)
        acts = [self._kill] * kills + [self._cut] * cuts
        self._dice.shuffle(acts)
        moments = sorted(self._dice.random() for _act in acts)
        self._plan = list(zip(moments, acts, strict=True))
        self._share_done = share_done
        self._stopped = threading.Event()
        self._starting = {}
        self.killed = self.cut = 0

    def run(self):
        for moment, act in self._plan:
            while self._share_done() < moment:
                if self._stopped.wait(0.1):
                    return
            time.sleep(self._dice.random())
            act()

    def lags_behind(self, share):
        """Whether it is late: then nobody should begin more work, or it would strike
        when all is over.

        :param share: the part of the work that has begun
        """
        done = self.killed + self.cut
        return done < len(self._plan) and self._plan[done][0] < share - SLACK

    def _kill(self):
        """Kill a server, and start another one in its place meanwhile."""
        server = self._dice.choice(self._running_servers())
        server.kill()
        self.killed += 1
        start = threading.Thread(target=self._replace, args=[server], daemon=True)
        self._starting[server] = start
        start.start()

    def _replace(self, server):
        while True:
            try:
                self._stage.replace(server)
            except TROUBLES:
                time.sleep(PAUSE)  # cut from the database
            else:
                return

    def _running_servers(self):
        while True:
            servers = [
                server for server in self._stage.servers if server not in self._starting
            ]
            if servers:
                return servers
            time.sleep(PAUSE)

    def _cut(self):
        self._stage.cut_database()
        self.cut += 1

    def stop(self):
        self._stopped.set()
        self.join()
        for start in self._starting.values():
            start.join()
