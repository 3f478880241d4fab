# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Hours that pass in a moment.

Odoo's clock can't be moved, so every moment that is stored is: a minute later looks
just as if all of them were a minute earlier. The sandbox's clock goes on by the same
time. Nobody is in the middle of a call meanwhile, or that call would have taken
longer than any call may.
"""

import time
from contextlib import contextmanager

import psycopg2

#: The lock that senders hold while they are at work: see the addon
#: test_accounting_bridge_faults, which reads it from the environment.
LOCK_VARIABLE = "ACCOUNTING_BRIDGE_WORK_LOCK"
LOCK = 700_114_019

#: Tables of the bridge with moments that something waits for; of which rows.
TABLES = {
    "accounting_bridge_document": "next_try_at IS NOT NULL",
    "accounting_bridge_attempt": "state IN ('open', 'lost')",
    "accounting_bridge_grant": "true",
    "accounting_bridge_rate": "true",
    # Those that count against the limit of a minute.
    "accounting_bridge_call": "create_date > now() at time zone 'utc' - '3m'::interval",
    "ir_cron": "active",
    "ir_cron_trigger": "true",
}
#: Columns that say what was, and for which nothing waits; but of calls it is told by
#: these when there may be more.
RECORDS = ("create_date", "write_date", "pressed_at", "connected_at", "refreshed_at")
TABLE_OF_CALLS = "accounting_bridge_call"

#: Seconds for which the end of calls under way is awaited.
PATIENCE = 60


class PassingTime:
    def __init__(self, database, sandbox):
        self._sandbox = sandbox
        self._database = database
        #: Seconds that have passed so.
        self.passed = 0
        with self._connection() as cursor:
            self._columns = {table: _moments(cursor, table) for table in TABLES}

    def pass_(self, seconds):
        """Let time pass, while no sender is at work."""
        with self._connection() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            self._wait_for_calls()
            for table, rows in TABLES.items():
                _move(cursor, table, self._columns[table], rows, seconds)
            self._sandbox.advance_clock(seconds)
        self.passed += seconds
        self.wake()

    def seconds_to_next_try(self):
        """Until a document is due and calls may be made; 0 when it is so now, None when
        no document ever will be."""
        [[seconds]] = self.ask(
            "SELECT extract(epoch FROM greatest(min(next_try_at), max(not_before)) - "
            "now() at time zone 'utc') "
            "FROM accounting_bridge_document LEFT JOIN accounting_bridge_rate "
            "USING (connection_id) WHERE state NOT IN ('done', 'failed', 'cancel') "
            "HAVING min(next_try_at) IS NOT NULL"
        ) or [[None]]
        return None if seconds is None else max(0, float(seconds))

    def wake(self):
        """Let the servers look for scheduled actions, as they do each minute."""
        with self._connection("postgres") as cursor:
            cursor.execute("SELECT pg_notify('cron_trigger', %s)", [self._database])

    def ask(self, query, *values):
        with self._connection() as cursor:
            cursor.execute(query, values)
            return cursor.fetchall()

    def make_due(self, documents, only=False):
        """Let documents be tried now, as at the end of a wait or of a lease.

        :param only: and no others, before time passes
        """
        with self._connection() as cursor:
            if only:
                cursor.execute(
                    "UPDATE accounting_bridge_document SET next_try_at = NULL"
                )
            cursor.execute(
                "UPDATE accounting_bridge_document SET next_try_at = "
                "now() at time zone 'utc' - interval '1 second' WHERE id = ANY(%s)",
                [documents],
            )

    def _wait_for_calls(self):
        """Calls of those who died, too: over there nobody knows of their death."""
        deadline = time.monotonic() + PATIENCE
        while self._sandbox.call_log.under_way():
            if time.monotonic() > deadline:
                raise TimeoutError("A call is under way for ever.")
            time.sleep(0.02)

    @contextmanager
    def _connection(self, database=None):
        # The PG* variables lead to the server, as they lead the tests.
        connection = psycopg2.connect(dbname=database or self._database)
        try:
            with connection, connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()


def _moments(cursor, table):
    cursor.execute(
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_name = %s AND data_type LIKE 'timestamp%%'",
        [table],
    )
    names = [name for (name,) in cursor.fetchall()]
    if table == TABLE_OF_CALLS:
        return names
    return [name for name in names if name not in RECORDS]


def _move(cursor, table, columns, rows, seconds):
    # What somebody has locked is left alone: it is being written anyway.
    moves = ", ".join(f"{name} = {name} - %(time)s::interval" for name in columns)
    cursor.execute(
        f"UPDATE {table} SET {moves} WHERE id IN "
        f"(SELECT id FROM {table} WHERE {rows} FOR UPDATE SKIP LOCKED)",
        {"time": f"{seconds} seconds"},
    )
