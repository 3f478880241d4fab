# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import threading
from collections import Counter
from contextlib import contextmanager

from odoo.tests import test_cursor

from .common import BooksCase
from .each_provider import each_provider

#: The most that a request may take, whatever the provider and the kind of order: a
#: little more than it takes.
MOST_TO_CREATE = {"queries": 38, "commits": 1}
MOST_TO_SEND = {"queries": 62, "commits": 10}


@each_provider
class TestPressCosts(BooksCase):
    """What the two requests of a press ask of the database, somebody waiting for them.

    Counted, not timed: a count is the same on every machine.
    """

    def setUp(self):
        super().setUp()
        self.connect_and_set_up()

    def test_of_an_invoice(self):
        self.press(self.new_sale_order())  # makes the contact
        self.assert_cheap(self.new_sale_order())

    def test_of_a_bill(self):
        self.press(self.new_purchase_order(partner_ref="A-1"))  # makes the contact
        self.assert_cheap(self.new_purchase_order(partner_ref="A-2"))

    def assert_cheap(self, order):
        creating, sending = self.press(order)
        for costs, most in ((creating, MOST_TO_CREATE), (sending, MOST_TO_SEND)):
            self.assertLessEqual(costs["commits"], most["commits"])
            self.assertLessEqual(costs["queries"], most["queries"])

    # === PRESSING === #

    def press(self, order):
        """Press on an order as its administrator.

        :return: what its two requests took
        :rtype: tuple[Counter, Counter]
        """
        dialog = self.env["accounting.bridge.create.document"]
        dialog = dialog.with_user(self.administrator)._make(order)
        with self.request(dialog) as (own, creating):
            action = own.action_create()
        document = self.env["accounting.bridge.document"].browse(
            action["params"]["document_ids"]
        )
        with self.request(document.with_user(self.administrator)) as (own, sending):
            own.action_send_now()
        self.assertEqual(document.state, "done", document.message)
        return creating, sending

    @contextmanager
    def request(self, records):
        """A request of its own, on some records: a transaction with an empty cache.

        :return: the records as the request sees them, and what it takes
        """
        self.env.flush_all()
        costs = Counter()
        with counted(costs), self.env.registry.cursor() as cr:
            yield records.with_env(records.env(cr=cr)), costs
        self.env.invalidate_all()


@contextmanager
def counted(costs):
    """Count the queries and commits of this thread, of all its cursors.

    :param Counter costs: to be added to
    """
    commit, thread = test_cursor.TestCursor.commit, threading.current_thread()

    def count_commit(cursor):
        costs["commits"] += 1
        commit(cursor)

    def count_query(*_arguments):
        costs["queries"] += 1

    test_cursor.TestCursor.commit = count_commit
    thread.query_hooks = (count_query,)
    try:
        yield
    finally:
        test_cursor.TestCursor.commit = commit
        thread.query_hooks = ()
