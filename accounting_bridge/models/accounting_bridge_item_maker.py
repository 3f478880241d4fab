# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import time
import uuid

from odoo import api, fields, models

from ..exceptions import AnswerLost, PersonMustAct, TryAgain
from ..tools.cents import to_decimal
from ..tools.matching import partner_key
from ..tools.payloads import ItemPayload

#: Digits of a price as it is handed to the provider, who may take fewer.
PRICE_DIGITS = 4

#: Names the keys of calls, so that they are no other program's.
KEYS = uuid.UUID("b3c2f6a4-8c1d-4a57-9f0e-2d6f1b7c5e90")


class AccountingBridgeItemMaker(models.AbstractModel):
    """Makes the item that stands for a product over there.

    Where an item has the product's code already, that is the one: two of a code are
    made by nobody. It is looked for after the directory is brought up to date.
    """

    _name = "accounting.bridge.item.maker"
    _inherit = "accounting.bridge.resolver.mixin"
    _description = "Items of products"

    @api.model
    def _find_or_make(self, connection, product, timeout):
        """The item of a product.

        :param float timeout: seconds for all calls together
        :raise PersonMustAct: with the provider's words, where it refuses the item, or
            when several have the product's code
        :raise BridgeError: when the provider does not answer
        :rtype: accounting.bridge.item
        """
        deadline = time.monotonic() + timeout
        product = product.with_company(connection.company_id)
        payload = self._payload(connection, product)
        sync = self.env["accounting.bridge.directory.sync"]
        sync._sync_items(connection, self._time_left(deadline))
        return self._find(connection, payload) or self._make(
            connection, payload, self._time_left(deadline)
        )

    @api.model
    def _find(self, connection, payload):
        """The active item with the product's code, or the mark it got without one.

        :raise PersonMustAct: when there are several
        """
        codes = [code for code in (payload.code, payload.key) if code]
        items = self.env["accounting.bridge.item"].search(
            [
                ("connection_id", "=", connection.id),
                ("organization_id", "=", connection.organization_id),
                "|",
                ("code", "in", codes),
                ("key", "in", codes),
            ]
        )
        if len(items) > 1:
            raise PersonMustAct(
                self.env._(
                    "Several items have the code %s: link one of them.", codes[0]
                )
            )
        return items

    @api.model
    def _make(self, connection, payload, timeout):
        provider = connection._provider()
        try:
            [outcome] = provider._push_items(
                connection, [payload], self._call_key(connection, payload), timeout
            )
        except AnswerLost as error:
            # If it was made, the next try finds it by its code or mark.
            raise TryAgain(error.message, whole_connection=False) from error
        if not outcome.item:
            raise PersonMustAct(
                self.env._(
                    "The item “%(item)s” could not be created in %(provider)s: "
                    "%(reason)s",
                    item=payload.name,
                    provider=connection.provider_name,
                    reason=" ".join(outcome.errors),
                )
            )
        sync = self.env["accounting.bridge.directory.sync"]
        return sync._save_items(connection, [outcome.item], is_apart=True)

    @api.model
    def _call_key(self, connection, payload):
        """The same for all who make the same item in the same minute, so that it is
        made once, and a refusal is not repeated for long."""
        minute = fields.Datetime.now().strftime("%Y-%m-%d %H:%M")
        parts = (connection.provider, connection.organization_id, minute, payload)
        return str(uuid.uuid5(KEYS, " ".join(map(str, parts))))

    @api.model
    def _payload(self, connection, product):
        """
        :rtype: ItemPayload
        """
        accounts = dict(product._bridge_mapped_accounts(connection))
        sale, purchase = accounts.get("invoice"), accounts.get("bill")
        return ItemPayload(
            key=self._mark(product),
            name=product.with_context(display_default_code=False).display_name,
            code=product.default_code or "",
            description=self._sales_description(product),
            account=sale.remote_key or "" if sale else "",
            purchase_account=purchase.remote_key or "" if purchase else "",
            sales_price=self._sales_price(connection, product) if sale else None,
            purchase_price=self._cost(connection, product) if purchase else None,
            is_service=product.type == "service",
        )

    @api.model
    def _mark(self, product):
        """By which the item is found again where the product has no code.

        :rtype: str
        """
        # sudo: the parameter is the administrator's.
        parameters = self.env["ir.config_parameter"].sudo()
        return partner_key(parameters.get_param("database.uuid"), f"p{product.id}")

    @api.model
    def _sales_description(self, product):
        return product.description_sale or product.name

    @api.model
    def _sales_price(self, connection, product):
        """The list price without tax, in the organization's currency."""
        company = connection.company_id
        currency = product.currency_id
        taxes = product.taxes_id._filter_taxes_by_company(company)
        price = taxes.compute_all(product.lst_price, currency, product=product)
        return self._price(connection, price["total_excluded"], currency)

    @api.model
    def _cost(self, connection, product):
        """What one costs, None where it is not known."""
        cost = product.standard_price
        return self._price(connection, cost, product.cost_currency_id) if cost else None

    @api.model
    def _price(self, connection, price, currency):
        """
        :rtype: decimal.Decimal
        """
        price = currency._convert(
            price,
            connection.currency_id or currency,
            connection.company_id,
            fields.Date.context_today(self),
            round=False,
        )
        return to_decimal(price, PRICE_DIGITS)
