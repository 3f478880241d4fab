# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from urllib.parse import parse_qs, urlencode, urlsplit

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common_realm import RealmCommon

SWITCH = "accounting.bridge.switch.provider"


@tagged("post_install", "-at_install")
class TestSwitchProvider(RealmCommon, HttpCase):
    """Another connection takes the place of a company's live one."""

    def setUp(self):
        super().setUp()
        login = "bridge_manager"
        self._make_user(login, "accounting_bridge.group_manager")
        self.authenticate(login, login)
        self.new = self._new_connection()
        self.sent = self._make_document("done", remote_id="over there")
        self.env.flush_all()

    def _make_document(self, state, **values):
        document = self._create_document(self._sale_order())
        # sudo: documents are written by the bridge alone.
        document.sudo().write({"state": state, **values})
        return document

    # === AS THE BROWSER DOES === #

    def _rpc(self, model, method, *args, **kwargs):
        self.env.flush_all()
        result = self.make_jsonrpc_request(
            "/web/dataset/call_kw",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )
        self.env.invalidate_all()
        return result

    def _press_connect(self):
        return self._rpc(self.new._name, "action_connect", self.new.ids)

    def _confirm(self):
        """Confirm the dialog.

        :return: the state that travels to the provider
        """
        action = self._press_connect()
        dialog_id = self._rpc(SWITCH, "create", {}, context=action["context"])
        action = self._rpc(SWITCH, "action_switch", [dialog_id])
        return parse_qs(urlsplit(action["url"]).query)["state"][0]

    def _come_back(self, **query):
        address = f"/accounting_bridge/return?{urlencode(query)}"
        self.url_open(address, allow_redirects=False)
        self.env.invalidate_all()
        return self._rpc("accounting.bridge.consent", "take_result")

    def _dialog(self):
        return self.env[SWITCH].create({"connection_id": self.new.id})

    # === BEFORE === #

    def test_connect_asks_first(self):
        action = self._press_connect()
        self.assertEqual(action["res_model"], SWITCH)
        self.assertEqual(action["name"], "Switch Accounting Provider")
        self.assertTrue(self.connection.is_live)
        self.assertEqual(self.new.live_neighbor_name, "Realmbooks: Alpha")
        self.assertFalse(self.connection.live_neighbor_name)

    def test_without_a_live_one_no_neighbor_is_named(self):
        # sudo: no person writes it
        self.connection.sudo().state = "disconnected"
        self.assertIs(self.new.live_neighbor_name, False)
        self.assertIs(self.connection.live_neighbor_name, False)

    def test_reconnecting_the_live_one_asks_nothing(self):
        action = self._rpc(self.connection._name, "action_connect", self.connection.ids)
        self.assertEqual(action["type"], "ir.actions.act_url")

    def test_dialog_counts_what_becomes_of_documents(self):
        self._make_document("waiting")
        self._make_document("queued")
        self._make_document("failed")
        dialog = self._dialog()
        self.assertEqual(dialog.live_id, self.connection)
        self.assertEqual(dialog.sent_count, 1)
        self.assertEqual(dialog.unsent_count, 2)
        self.assertEqual(dialog.failed_count, 1)
        self.assertFalse(dialog.unsettled_count)

    def test_what_is_on_its_way_holds_up_the_switch(self):
        sending = self._make_document("sending")
        doubtful = self._make_document("waiting", is_doubtful=True)
        dialog = self._dialog()
        self.assertEqual(dialog.unsettled_count, 2)
        action = dialog.action_open_unsettled()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, sending | doubtful)
        with self.assertRaisesRegex(UserError, "not known yet"):
            dialog.action_switch()
        self.assertFalse(self.new.replaced_id)

    # === SWITCHING === #

    def test_the_new_one_takes_over(self):
        waiting = self._make_document("waiting")
        failed = self._make_document("failed")
        result = self._come_back(state=self._confirm(), code="beta")
        self.assertEqual(result["type"], "success", result)
        self.assertEqual(self.new.state, "connected")
        self.assertEqual(self.connection.state, "disconnected")
        self.assertEqual(self.company._accounting_bridge_connection(), self.new)
        # Cut over there as well, and no access is left.
        self.assertTrue(self._books("cut"))
        self.assertFalse(self._has_tokens("alpha"))
        self.assertFalse(self.connection.cron_id)
        self.assertFalse(self.connection.ledger_account_ids)
        # What was sent stays and counts, what was not is free again.
        self.assertEqual(self.sent.state, "done")
        self.assertTrue(self.sent.line_ids.filtered("is_counted"))
        for document in waiting | failed:
            self.assertEqual(document.state, "cancel")
            self.assertFalse(document.line_ids.filtered("is_counted"))
            self.assertIn("went over to Realmbooks", document.message)

    def test_nothing_changes_before_the_consent(self):
        self._confirm()
        self.assertEqual(self.connection.state, "connected")
        self.assertFalse(self._books("cut"))

    def test_refusal_leaves_the_old_one(self):
        waiting = self._make_document("waiting")
        result = self._come_back(state=self._confirm(), error="access_denied")
        self.assertEqual(result["type"], "danger")
        self.assertEqual(self.connection.state, "connected")
        self.assertEqual(self.new.state, "new")
        self.assertEqual(waiting.state, "waiting")

    def test_organization_that_does_not_fit_leaves_the_old_one(self):
        waiting = self._make_document("waiting")
        result = self._come_back(state=self._confirm(), code="foreign")
        self.assertEqual(result["type"], "danger")
        self.assertEqual(self.connection.state, "connected")
        self.assertTrue(self._has_tokens("alpha"))
        self.assertFalse(self._has_tokens("foreign"))
        self.assertFalse(self._books("cut"))
        self.assertEqual(waiting.state, "waiting")

    def test_document_sent_meanwhile_holds_up_the_switch(self):
        state = self._confirm()
        self._make_document("sending")
        self.env.flush_all()
        result = self._come_back(state=state, code="beta")
        self.assertEqual(result["type"], "danger")
        self.assertIn("not known yet", result["message"])
        self.assertEqual(self.connection.state, "connected")

    def test_the_same_organization_is_no_switch(self):
        result = self._come_back(state=self._confirm(), code="alpha")
        self.assertEqual(result["type"], "danger")
        self.assertIn("Press Reconnect", result["message"])
        self.assertEqual(self.connection.state, "connected")
        self.assertTrue(self._has_tokens("alpha"))

    def test_the_old_provider_need_not_answer(self):
        self._let_access_end("alpha")
        self._renewals_are("down")
        result = self._come_back(state=self._confirm(), code="beta")
        self.assertEqual(result["type"], "success", result)
        self.assertEqual(self.connection.state, "disconnected")
        notes = " ".join(self.connection.message_ids.mapped("body"))
        self.assertIn("by hand", notes)

    def test_unconfirmed_switch_is_refused(self):
        with self.assertRaisesRegex(UserError, "Press Connect again to switch"):
            self._consent("beta", self.new)
        self.assertEqual(self.connection.state, "connected")

    def test_a_branch_keeps_a_connection_of_its_own(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        self.env.user.company_ids += branch
        own = self._new_connection(company_id=branch.id)
        self.assertFalse(own._live_neighbor())
