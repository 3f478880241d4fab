# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models

from ..tools.cards import card_button


class AccountingBridgeCardMixin(models.AbstractModel):
    """A record whose form shows a card of what it is over there.

    An addon that wants the card on a model of its own inherits this, says what the card
    holds, and puts ``<widget name="accounting_bridge_card"/>`` on the form. To add a
    row to a card, inherit the model and extend :meth:`_bridge_card`.
    """

    _name = "accounting.bridge.card.mixin"
    _description = "Record with a card"

    def _bridge_card(self):
        """What the card shows. Made of what the database holds: no call leaves.

        A button named ``sync`` needs a method ``_bridge_card_run_sync(**args)``. It
        checks the rights to what it changes, may call the provider, and returns an
        action for the browser or nothing; the card is then read again.

        :return: :func:`..tools.cards.card`
        :rtype: dict
        """
        self.ensure_one()
        raise NotImplementedError

    def _bridge_open_button(self, provider_name, url):
        """The button that leads to a record over there, in a new tab."""
        return card_button(
            "open",
            self.env._("Open"),
            icon="fa-external-link",
            hint=self.env._("Open in %s", provider_name),
            url=url,
        )

    def _bridge_card_setting(self):
        """:return: the field of the connection that turns the card on and off, None
            where it is always on
        :rtype: str | None
        """
        return None

    def _bridge_card_connection(self):
        """The live connection that the record's card is about.

        :rtype: accounting.bridge.connection
        """
        self.ensure_one()
        company = self.company_id or self.env.company
        return company._accounting_bridge_connection()

    def _has_bridge_card(self):
        """:rtype: bool"""
        self.ensure_one()
        connection = self._bridge_card_connection()
        if not connection or not connection._has_provider():
            return False
        setting = self._bridge_card_setting()
        return not setting or connection.sudo()[setting]
