# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import time
from contextlib import contextmanager
from datetime import timedelta
from unittest import SkipTest

from odoo import fields

from .common_orders import OrdersCommon


class SendingCommon(OrdersCommon):
    """Documents that are really sent, to the strict one of the test providers: it
    wants contacts by kind, items, no tax codes."""

    @classmethod
    def _provider_code(cls):
        providers = cls.env["accounting.bridge.connection"]._fields["provider"]
        if "strict" not in providers.get_values(cls.env):
            raise SkipTest("The addon of the test providers is not installed.")
        return "strict"

    def setUp(self):
        super().setUp()
        # Sending commits.
        self.registry_enter_test_mode()
        self.env["ir.config_parameter"].sudo().set_param("database.uuid", "c0ffee00-1")

    # === SENDING === #

    def _send(self, documents):
        """What the dialog's second request does."""
        self._in_own_transaction(
            lambda env: env["accounting.bridge.sender"]._send_documents(
                documents.with_env(env), time.monotonic() + 8
            )
        )

    def _run_cron(self, seconds=None):
        """What the scheduled action does, for what is due.

        :param float seconds: that Odoo gives it; None = no end
        """
        documents = self.env["accounting.bridge.document"].sudo().search([])
        documents.filtered("next_try_at").next_try_at = self._ago(seconds=1)
        context = {} if seconds is None else self._context_of_a_run(seconds)
        self._in_own_transaction(
            lambda env: (
                env["accounting.bridge.sender"]
                .with_context(**context)
                ._send_due(self.connection.with_env(env))
            )
        )

    def _context_of_a_run(self, seconds):
        """As Odoo makes it for a scheduled action."""
        cron = self.connection.cron_id.sudo()
        end = time.monotonic() + seconds
        cron = cron.with_context(cron_id=cron.id, cron_end_time=end)
        run, _progress = cron._add_progress()
        return run.env.context

    def _in_own_transaction(self, act):
        self.env.flush_all()
        with self.env.registry.cursor() as cr:
            act(self.env(cr=cr))
        self.env.invalidate_all()

    def _retry(self, document):
        document.action_retry()
        self._send(document)

    def _purchase_orders_to_close(self):
        """Two that are over there."""
        self.connection.process_method = "tracked"
        documents = self.env["accounting.bridge.document"].union(
            *(self._purchase_order()._bridge_documents() for _order in "12")
        )
        self._send(documents)
        documents.sudo().is_to_close = True
        return documents

    def _let_time_pass(self, document, **duration):
        """As if the document's attempts had left some time ago."""
        for attempt in document.sudo().attempt_ids:
            attempt.sent_at -= timedelta(**duration)
            attempt.last_sent_at -= timedelta(**duration)

    @classmethod
    def _ago(cls, **duration):
        return fields.Datetime.now() - timedelta(**duration)

    @classmethod
    def _ahead(cls, **duration):
        return fields.Datetime.now() + timedelta(**duration)

    # === OVER THERE === #

    @contextmanager
    def _fault_over_there(self, kind):
        """Let every call about documents end so.

        :param Kind kind:
        """
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("test_accounting_bridge.fault", kind.value)
        yield
        parameters.set_param("test_accounting_bridge.fault", False)

    def _books(self, kind):
        return (
            self.env["test.accounting.bridge.book"]
            .sudo()
            .search(
                [
                    ("organization_id", "=", self.connection.organization_id),
                    ("kind", "=", kind),
                ]
            )
        )

    def _calls(self):
        """The calls since the last time that this was asked."""
        calls = self._books("call")
        numbers = calls.mapped("number")
        calls.unlink()
        return numbers

    def _contacts(self):
        """Names over there, with their kinds."""
        return {
            (book.data["name"], book.data["kind"]) for book in self._books("contact")
        }

    def _add_contact(self, name, kind):
        """A person over there makes a contact."""
        data = {"name": name, "kind": kind, "key": "", "email": "", "tax_number": ""}
        return self._books("contact").create(
            {
                "organization_id": self.connection.organization_id,
                "kind": "contact",
                "data": data,
            }
        )

    def _sync(self):
        sync = self.env["accounting.bridge.directory.sync"]
        sync._sync_contacts(self.connection)
        sync._sync_items(self.connection)
        self._calls()
