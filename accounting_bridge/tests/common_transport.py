# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What no provider's transport may do, whatever its SDK does by itself."""

import threading
import time
from contextlib import contextmanager

from odoo.addons.accounting_bridge.tools.faults import Kind, RemoteFault

from .scripted_server import ScriptedServer

SHAPES = (b"", b"null", b"[]", b'"text"', b"\xff\xfe", b"{")
HALF = (200, {"Transfer-Encoding": "chunked", "Connection": "close"}, b"5\r\n{")
NOWHERE = "http://127.0.0.1:9"


class TransportContract:
    """For tests with a ``sandbox`` and a ``client(timeout, base_url)``, whose
    ``records`` are the calls that were reported."""

    #: A fault that means too many calls.
    limit_fault = ""

    def operations(self, client):
        """Calls, each as function, arguments, and the kind of fault that a lost answer
        means for it.

        :rtype: list[tuple]
        """
        raise NotImplementedError

    def operations_without_content(self, client):
        """Calls of which only the status is looked at."""
        return []

    def all_operations(self, timeout):
        client = self.client(timeout=timeout)
        return [*self.operations(client), *self.operations_without_content(client)]

    def test_nothing_is_sent_twice(self):
        for fault in ("reset_before_commit", "reset_after_commit"):
            for operation, arguments, kind in self.all_operations(timeout=1):
                self.sandbox.clear_calls()
                self.sandbox.arm_fault(fault, count=None)
                self.assertIs(self.failure(operation, *arguments).kind, kind)
                self.assertEqual(len(self.sandbox.calls()), 1, (fault, operation))
                self.sandbox.clear_faults()

    def test_no_call_is_without_a_limit_of_time(self):
        for operation, arguments, kind in self.all_operations(timeout=1):
            self.sandbox.arm_fault("slow", seconds=5)
            started = time.monotonic()
            self.assertIs(self.failure(operation, *arguments).kind, kind)
            self.assertLess(time.monotonic() - started, 4, operation)

    def test_no_worker_sleeps_on_a_limit(self):
        for operation, arguments, _kind in self.operations(self.client()):
            self.sandbox.clear_calls()
            self.sandbox.arm_fault(self.limit_fault, count=None, retry_after=5)
            started = time.monotonic()
            fault = self.failure(operation, *arguments)
            self.assertEqual((fault.kind, fault.delay), (Kind.RATE_LIMIT, 5.0))
            self.assertLess(time.monotonic() - started, 4, operation)
            self.assertEqual(len(self.sandbox.calls()), 1)
            self.sandbox.clear_faults()

    def test_a_call_that_never_left(self):
        for operation, arguments, _kind in self.operations(
            self.client(base_url=NOWHERE)
        ):
            fault = self.failure(operation, *arguments)
            self.assertIs(fault.kind, Kind.UNREACHABLE)
            self.assertEqual(self.records[-1].status, 0)
            self.assertIsNone(fault.__cause__)
            self.assertTrue(fault.__suppress_context__)

    def test_a_page_in_the_place_of_an_answer(self):
        for page in ("html_200", "html_503", "error_503"):
            for operation, arguments, kind in self.operations(self.client()):
                self.sandbox.arm_fault(page)
                fault = self.failure(operation, *arguments)
                self.assertIs(fault.kind, kind, (page, operation))
                self.assertNotIn("<", str(fault))

    def test_a_failure_over_there_leaves_a_write_in_doubt(self):
        for operation, arguments, kind in self.operations(self.client()):
            self.sandbox.arm_fault("error_500")
            self.assertIs(self.failure(operation, *arguments).kind, kind)

    def read_at_the_same_time(self, readers):
        """What is wrong when threads read from two organizations in turns.

        :param dict readers: function by what it must give
        :rtype: list
        """
        wrong = []

        def read(expected):
            for _repeat in range(20):
                wrong.extend({readers[expected]()} - {expected})

        threads = [
            threading.Thread(target=read, args=(expected,))
            for expected in (*readers, *readers)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return wrong


class WireContract:
    """For tests with answers that no sandbox gives."""

    def client_of(self, server, timeout=5):
        """A client of a :class:`ScriptedServer`."""
        raise NotImplementedError

    def operations(self, client):
        """See :class:`TransportContract`; here one that reads and one that writes."""
        raise NotImplementedError

    @contextmanager
    def assert_fault(self, kind, message=None):
        with self.assertRaises(RemoteFault) as caught:
            yield
        self.assertIs(caught.exception.kind, kind, message)

    def test_no_redirect_is_followed(self):
        """The access token would be taken along."""
        with ScriptedServer((200, {}, b"{}")) as elsewhere:
            answer = (307, {"Location": f"{elsewhere.url}/"}, b"")
            with ScriptedServer(answer, answer) as server:
                for operation, arguments, kind in self.operations(
                    self.client_of(server)
                ):
                    with self.assert_fault(kind):
                        operation(*arguments)
        self.assertEqual(elsewhere.requests, [])

    def test_answers_of_another_shape(self):
        for body in SHAPES:
            with ScriptedServer((200, {}, body), (200, {}, body)) as server:
                for operation, arguments, kind in self.operations(
                    self.client_of(server)
                ):
                    with self.assert_fault(kind, body):
                        operation(*arguments)

    def test_an_answer_that_is_cut_off(self):
        with ScriptedServer(HALF, HALF) as server:
            client = self.client_of(server, timeout=1)
            for operation, arguments, kind in self.operations(client):
                with self.assert_fault(kind):
                    operation(*arguments)
