# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Some real Odoo servers over one database, and a provider's sandbox between tests and
them.

Odoo's own tests run in one transaction that everybody shares. What happens between
processes, their transactions and their deaths can only be seen here.
"""

import itertools
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

SETUP = Path(__file__).resolve().parents[2] / "setup"
if str(SETUP) not in sys.path:
    sys.path.append(str(SETUP))

from machine import environment, servers  # noqa: E402
from machine.databases import Databases  # noqa: E402
from story.books import BOOKS as STORY_BOOKS  # noqa: E402
from story.odoo import Odoo, Refusal  # noqa: E402, F401
from story.steps import add_to_names, connect, set_up  # noqa: E402

SERVERS = 2
WAIT_SECONDS = 30
CONNECTION, DOCUMENT = "accounting.bridge.connection", "accounting.bridge.document"


@contextmanager
def ready_stage(books_class, server_count=SERVERS, cron_threads=0, variables=()):
    """A connected and set up database of its own, served by some servers.

    :param books_class: of the provider that it is connected to
    :param cron_threads: how many scheduled actions each server runs at once
    :param variables: for the environment of the servers
    """
    with environment.ready() as machine:
        machine = replace(machine, variables={**machine.variables, **dict(variables)})
        databases = Databases(machine)
        name = f"accounting_bridge_processes_{os.getpid()}"
        databases.drop(name)
        databases.copy_ready(name)
        try:
            with books_class.sandbox_class() as sandbox:
                stage = Stage(machine, name, books_class(sandbox), cron_threads)
                stage.start(server_count)
                try:
                    yield stage
                finally:
                    stage.stop()
        finally:
            databases.drop(name)


class Server:
    """One Odoo server that a test may kill, and who is logged in there."""

    def __init__(self, machine, database, number, options):
        self._port = servers.free_port()
        command = ["python", "-m", "odoo", "-d", database]
        command += [f"--db-filter=^{database}$", f"--http-port={self._port}"]
        command += ["--log-level=warn", *options]
        log = f"odoo-{database}-{number}.log"
        self._running = servers.background(machine, command, log)
        self._process = self._running.__enter__()
        self.database = database

    def log_in(self):
        servers.wait_until_answers(
            f"http://127.0.0.1:{self._port}/web/health", self._process
        )
        # Providers take http://localhost as a redirect address, not 127.0.0.1.
        self.odoo = self.new_login()
        return self

    def new_login(self):
        return Odoo(f"http://localhost:{self._port}", self.database)

    def kill(self):
        """End it at once, as a power cut would."""
        self._process.kill()
        self._process.wait()

    def stop(self):
        self._running.__exit__(None, None, None)

    def log(self):
        return self._process.log.read_text(errors="replace")


class Stage:
    def __init__(self, machine, database, books, cron_threads=0):
        self.machine = machine
        self.database = database
        self._cron_threads = cron_threads
        self._numbers = itertools.count(1)
        self._killed = []
        self.books = books
        self.sandbox = books.sandbox
        self.servers = []

    # === SERVERS === #

    def start(self, server_count):
        self.books.prepare()
        started = [self._new_server() for _number in range(server_count)]
        self.servers = [server.log_in() for server in started]
        self._stop_schedules_of_others()
        story = STORY_BOOKS[self.books.CODE](self.sandbox.url)
        self.connection = connect(self.odoo, story)
        set_up(self.odoo, story, self.connection)
        add_to_names(self.odoo, self.connection)
        self._make_service()

    def logs(self):
        """What each server has said, those that were killed too."""
        return [server.log() for server in (*self._killed, *self.servers)]

    def _new_server(self, *options):
        options = options or [f"--max-cron-threads={self._cron_threads}"]
        return Server(self.machine, self.database, next(self._numbers), options)

    @contextmanager
    def other_server(self, *options):
        """For a while one more server, of another kind than those of the stage.

        :param options: of Odoo
        """
        server = self._new_server(*options)
        try:
            yield server
        finally:
            server.kill()  # its workers end by themselves
            server.stop()

    def replace(self, server):
        """A new server in the place of one that was killed."""
        place = self.servers.index(server)
        server.stop()
        new = self._new_server()
        try:
            new.log_in()
        except BaseException:
            new.stop()
            raise
        self._killed.append(server)
        self.servers[place] = new

    def stop(self):
        for server in self.servers:
            server.stop()

    @property
    def odoo(self):
        return self.servers[0].odoo

    # === SCHEDULED ACTIONS === #

    def _stop_schedules_of_others(self):
        """Odoo's own scheduled actions would run at any time."""
        self.sql(
            "UPDATE ir_cron SET active = false WHERE cron_name NOT LIKE "
            "'Accounting Bridge:%'"
        )

    def schedule(self):
        """Let a server that runs scheduled actions take up the connection's now."""
        self.sql(
            "UPDATE ir_cron SET nextcall = now() at time zone 'utc' WHERE id = "
            "(SELECT cron_id FROM accounting_bridge_connection "
            f"WHERE id = {self.connection})"
        )
        self.wake()

    def wake(self):
        """Let a server that runs scheduled actions look for what is due."""
        self.sql(f"SELECT pg_notify('cron_trigger', '{self.database}')", "postgres")

    # === THE DATABASE SERVER === #

    @contextmanager
    def writers_wait(self, table, count):
        """Nobody adds to a table before so many wait to do so: none of them sees what
        another one adds.

        :param str table: its name
        :param int count: of transactions
        """
        locks = f"SELECT count(*) FROM pg_locks WHERE relation = '{table}'::regclass"
        lock = (
            f"DO $$ BEGIN LOCK TABLE {table} IN SHARE MODE; "
            f"FOR tenth IN 1..{WAIT_SECONDS * 10} LOOP "
            f"EXIT WHEN ({locks} AND NOT granted) >= {count}; "
            "PERFORM pg_sleep(0.1); END LOOP; END $$"
        )
        with ThreadPoolExecutor(1) as pool:
            held = pool.submit(self.sql, lock)
            self.wait_until(lambda: self.sql(f"{locks} AND mode = 'ShareLock'") != "0")
            yield
            held.result()

    @contextmanager
    def database_away(self):
        """Cut Odoo from the database, and let nobody in meanwhile: what a restart of
        its server looks like."""
        self._let_in("false")
        try:
            self.cut_database()
            yield
        finally:
            self._let_in("true")

    def cut_database(self):
        """Cut every Odoo process from the database."""
        self.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            f"WHERE datname = '{self.database}' AND application_name LIKE 'odoo%'",
            "postgres",
        )

    def _let_in(self, may_enter):
        statement = f"ALTER DATABASE {self.database} ALLOW_CONNECTIONS {may_enter}"
        self.sql(statement, "postgres")

    @contextmanager
    def slow_inserts(self, table, seconds):
        """Let each transaction take some seconds when some rows of it are made."""
        self.sql(
            "CREATE FUNCTION slow_insert() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN PERFORM pg_sleep({seconds}); RETURN NULL; END $$; "
            f"CREATE TRIGGER slow_insert BEFORE INSERT ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION slow_insert()"
        )
        try:
            yield
        finally:
            self.sql("DROP FUNCTION slow_insert CASCADE")

    # === RECORDS === #

    def _make_service(self):
        values = {
            "name": "Consulting",
            "type": "service",
            "invoice_policy": "order",
            "purchase_method": "purchase",
        }
        self._service = self.odoo.call("product.product", "create", values)

    def new_partner(self, name):
        values = {"name": f"{name} {time.monotonic_ns()}"}
        return self.odoo.call("res.partner", "create", values)

    def new_order(self, partner=None):
        [order] = self.new_orders(1, partner)
        return order

    def new_orders(self, count, partner=None):
        line = {"product_id": self._service, "product_uom_qty": 2, "price_unit": 50}
        values = {
            "partner_id": partner or self._usual_partner(),
            "order_line": [(0, 0, line)],
        }
        orders = self.odoo.call("sale.order", "create", [values] * count)
        self.odoo.call("sale.order", "action_confirm", orders)
        return orders

    def new_purchase_order(self):
        line = {"product_id": self._service, "product_qty": 2, "price_unit": 50}
        values = {
            "partner_id": self._usual_partner(),
            "partner_ref": f"Bill {time.monotonic_ns()}",
            "order_line": [(0, 0, line)],
        }
        order = self.odoo.call("purchase.order", "create", values)
        self.odoo.call("purchase.order", "button_confirm", [order])
        return order

    def _usual_partner(self):
        """One whose contact is known after the first document."""
        if not hasattr(self, "_partner"):
            self._partner = self.new_partner("Usual partner")
            self.send(self.new_document(self.new_order(self._partner)))
        return self._partner

    def order_more(self, order):
        """Raise the quantity of a sale order by what one document bills."""
        line = [("order_id", "=", order)]
        quantity = ["product_uom_qty"]
        [line] = self.odoo.call("sale.order.line", "search_read", line, quantity)
        values = {"product_uom_qty": line["product_uom_qty"] + 2}
        self.odoo.call("sale.order.line", "write", [line["id"]], values)

    def open_dialog(self, orders, model="sale.order", odoo=None):
        odoo = odoo or self.odoo
        orders = [orders] if isinstance(orders, int) else orders
        action = odoo.call(model, "action_bridge_create_document", orders)
        return action["res_model"], action["res_id"]

    def new_document(self, order, model="sale.order", odoo=None):
        """Press Create in the dialog; nothing is sent yet."""
        dialog_model, dialog = self.open_dialog(order, model, odoo)
        action = (odoo or self.odoo).call(dialog_model, "action_create", [dialog])
        [document] = action["params"]["document_ids"]
        return document

    def new_bare_documents(self, orders, model="sale.order", odoo=None):
        """Press Create in the dialog for many orders.

        :return: the documents that the person waits for; none when they are too many
        """
        odoo = odoo or self.odoo
        dialog_model, dialog = self.open_dialog(orders, model, odoo)
        action = odoo.call(dialog_model, "action_create", [dialog])
        return action["params"].get("document_ids", [])

    def read(self, documents, *fields):
        documents = [documents] if isinstance(documents, int) else documents
        return self.odoo.call(DOCUMENT, "read", documents, list(fields))

    def states(self, documents):
        return [row["state"] for row in self.read(documents, "state")]

    # === SENDING === #

    def send(self, documents, odoo=None):
        """The dialog's second request: wait for the provider."""
        documents = [documents] if isinstance(documents, int) else documents
        return (odoo or self.odoo).call(DOCUMENT, "action_send_now", documents)

    def run_cron(self, odoo=None):
        [row] = self.odoo.call(CONNECTION, "read", [self.connection], ["cron_id"])
        cron = row["cron_id"][0]
        (odoo or self.odoo).call("ir.cron", "method_direct_trigger", [cron])

    def make_due(self, documents, seconds=0):
        """Let time pass for these documents and their attempts.

        Also what a lease's end looks like to another worker.
        """
        documents = [documents] if isinstance(documents, int) else documents
        ids = ",".join(map(str, documents))
        self.sql(
            "UPDATE accounting_bridge_document SET next_try_at = now() at time zone "
            f"'utc' - interval '1 second' WHERE id IN ({ids})"
        )
        if seconds:
            self.sandbox.advance_clock(seconds)
            for column in ("sent_at", "last_sent_at"):
                self.sql(
                    f"UPDATE accounting_bridge_attempt SET {column} = {column} - "
                    f"interval '{seconds} seconds' WHERE id IN (SELECT attempt_id "
                    "FROM accounting_bridge_attempt_document_rel WHERE document_id "
                    f"IN ({ids}))"
                )

    def keep_limits(self, which):
        """Say which of the limits on calls Odoo keeps to.

        :param str which: see the addon of the fault runs
        """
        name = "test_accounting_bridge.limits"
        self.odoo.call("ir.config_parameter", "set_param", name, which or False)

    def sql(self, query, database=None):
        database = database or self.database
        command = ["psql", "-v", "ON_ERROR_STOP=1", "-Atqd", database]
        return self.machine.run([*command, "-c", query]).strip()

    # === WHAT HAPPENED === #

    def invoices_of(self, documents):
        """How many invoices there are of each document, found by the marks."""
        return self._count_marks(documents, self.books.invoices())

    def bills_of(self, documents):
        """How many bills there are of each document, found by the marks."""
        return self._count_marks(documents, self.books.bills())

    def attempts_of(self, document):
        """How often a document has left, repetitions of one attempt aside."""
        count = (
            "SELECT count(*) FROM accounting_bridge_attempt_document_rel "
            f"WHERE document_id = {document}"
        )
        return int(self.sql(count))

    def _count_marks(self, documents, arrived):
        documents = [documents] if isinstance(documents, int) else documents
        places = [document.mark_place for document in arrived]
        marks = [row["mark"] for row in self.read(documents, "mark")]
        return [sum(mark in place for place in places) for mark in marks]

    def wait_for_call(self, fault):
        """Until a call has met an armed fault."""
        self.wait_until(lambda: fault.count == 0)

    def wait_until(self, condition, seconds=WAIT_SECONDS):
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "It did not happen in time."
            time.sleep(0.1)


def at_once(*works):
    """Do all of it at the same time.

    :param works: functions without arguments
    :return: what they gave, in their order; the first error is raised
    """
    with ThreadPoolExecutor(len(works)) as pool:
        futures = [pool.submit(work) for work in works]
        return [future.result() for future in futures]
