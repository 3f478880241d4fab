# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import AccessError


class AccountingBridgeCard(models.AbstractModel):
    """What the card on a form asks of the server.

    What a card holds and does is the record's own, see
    ``accounting.bridge.card.mixin``. Here is who may ask.
    """

    _name = "accounting.bridge.card"
    _description = "Card of a record"

    @api.model
    def get_card(self, model, record_id):
        """What the card of a record shows. Never calls the provider.

        :return: see ``tools/cards.py``; empty where there is no card
        :rtype: dict
        """
        record = self._record(model, record_id)
        return record._bridge_card() if record else {}

    @api.model
    def search_choices(self, model, record_id, name, text, args):
        """What a person can choose from who presses a button that searches.

        :param str name: the button's
        :param str text: what was typed
        :param dict args: the button's
        :return: choices, see ``tools/cards.py``
        :rtype: list[dict]
        """
        record = self._record_to_press(model, record_id)
        return getattr(record, f"_bridge_card_search_{name}")(text, **args)

    @api.model
    def press(self, model, record_id, name, args):
        """Do what a button of the card is for.

        :param str name: the button's
        :param dict args: the button's, and ``choice`` where a person chose
        :return: an action for the browser or False
        """
        record = self._record_to_press(model, record_id)
        return getattr(record, f"_bridge_card_run_{name}")(**args) or False

    @api.model
    def _record_to_press(self, model, record_id):
        record = self._record(model, record_id)
        if not record:
            raise AccessError(
                self.env._("This record is not connected with the accounting software.")
            )
        return record

    @api.model
    def _record(self, model, record_id):
        """The record, where its card is for this user; empty where it has none.

        :raise AccessError: where the user may not read it
        """
        nothing = self.env["accounting.bridge.card.mixin"]
        if not self.env.user.has_group("accounting_bridge.group_user"):
            return nothing
        if not self._is_with_card(model):
            return nothing
        record = self.env[model].browse(record_id).exists()
        record.check_access("read")
        return record if record and record._has_bridge_card() else nothing

    @api.model
    def _is_with_card(self, model):
        mixin = self.env.registry["accounting.bridge.card.mixin"]
        return model in self.env and issubclass(self.env.registry[model], mixin)
