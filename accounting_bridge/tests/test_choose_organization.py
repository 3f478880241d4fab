# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_setup import SetupCommon


@tagged("post_install", "-at_install")
class TestChooseOrganization(SetupCommon):
    def make_choice(self):
        return self.env["accounting.bridge.choose.organization"].create(
            {
                "connection_id": self.connection.id,
                "line_ids": [
                    Command.create({"name": name, "organization_id": name.lower()})
                    for name in ("First", "Second")
                ],
            }
        )

    def choose(self, form, index):
        with form.line_ids.edit(index) as line:
            line.is_chosen = True

    def test_one_organization_is_chosen_at_a_time(self):
        choice = self.make_choice()
        with Form(choice) as form:
            self.assertFalse(form.organization_id)
            self.choose(form, 0)
            self.assertEqual(form.organization_id, "first")
            self.choose(form, 1)
            self.assertEqual(form.organization_id, "second")
        self.assertEqual(choice.line_ids.mapped("is_chosen"), [False, True])

    def test_unticking_chooses_none(self):
        choice = self.make_choice()
        with Form(choice) as form:
            self.choose(form, 0)
            with form.line_ids.edit(0) as line:
                line.is_chosen = False
            self.assertFalse(form.organization_id)

    def test_nothing_chosen_connects_nothing(self):
        with self.assertRaisesRegex(UserError, "Choose the organization"):
            self.make_choice().action_connect()
