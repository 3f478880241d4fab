# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

#: What a link ties together: no two links are equal in all of these.
PAIR_FIELDS = ("connection_id", "partner_id", "contact_id", "product_id", "item_id")


class AccountingBridgeLink(models.Model):
    """A partner tied to a contact of the directory, or a product to an item. Real
    many2ones, so that Odoo's own merge of partners carries them.

    A partner has one link for each kind of contact that its documents need. After
    partners were merged there may be two of a kind: :meth:`_contact_links` tells which
    one counts, until a person unlinks the other.

    What a person unlinked is archived: nothing but a person links the two again.
    """

    _name = "accounting.bridge.link"
    _description = "Accounting link"
    _order = "id desc"

    active = fields.Boolean(default=True, help="Off: a person unlinked the two.")
    connection_id = fields.Many2one(
        "accounting.bridge.connection", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    partner_id = fields.Many2one(
        "res.partner", index="btree_not_null", ondelete="cascade"
    )
    contact_id = fields.Many2one(
        "accounting.bridge.contact", index="btree_not_null", ondelete="cascade"
    )
    product_id = fields.Many2one(
        "product.product", index="btree_not_null", ondelete="cascade"
    )
    item_id = fields.Many2one(
        "accounting.bridge.item", index="btree_not_null", ondelete="cascade"
    )
    kind = fields.Char(
        related="contact_id.kind",
        help="A partner has a link for each kind of contact that its documents need.",
    )
    is_chosen = fields.Boolean(
        "Chosen by a person", help="Nothing but a person changes it."
    )
    linked_by_id = fields.Many2one(
        "res.users",
        default=lambda self: self.env.user,
        readonly=True,
        ondelete="set null",
    )

    # With a field that is always given: none of the others may be.
    @api.constrains(
        "connection_id", "partner_id", "contact_id", "product_id", "item_id"
    )
    def _check_one_pair(self):
        for link in self:
            is_contact = link.partner_id and link.contact_id
            is_item = link.product_id and link.item_id
            parts = (link.partner_id, link.contact_id, link.product_id, link.item_id)
            if not (is_contact or is_item) or len([*filter(None, parts)]) != 2:
                raise ValidationError(
                    self.env._(
                        "A link ties a partner to a contact, or a product to an item, "
                        "and nothing else."
                    )
                )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """A pair that is linked already is not linked twice: it is returned as it is,
        chosen by a person where it is to be. A pair that was unlinked is linked
        again."""
        known = self._known_pairs(vals_list)
        new = {}
        for vals in vals_list:
            pair = self._pair_of(vals)
            if pair not in known:
                new.setdefault(pair, vals)
            elif vals.get("is_chosen") or not known[pair].active:
                known[pair]._link_again(vals)
        self._have_alone(new.values())
        created = super().create(list(new.values()))
        known.update(zip(new, created, strict=True))
        links = self.browse(known[self._pair_of(vals)].id for vals in vals_list)
        links._close_questions()
        return links

    @api.model
    def _have_alone(self, vals_list):
        """Let nobody else link the same at this moment. Whoever tries to writes the
        same rows, waits for the end of this transaction, and is told by the database
        to begin again. A unique index would not do: Odoo's merge of partners deletes
        the links that break it.

        :param vals_list: of new links
        """
        for name in ("contact_id", "item_id"):
            ids = [vals[name] for vals in vals_list if vals.get(name)]
            # sudo: nobody has write access to the directory.
            remotes = self[name].sudo().browse(ids)
            remotes.linked_at = self.env.cr.now()
            remotes.flush_recordset(["linked_at"])

    def _link_again(self, vals):
        """:param dict vals: of a new link of the same pair"""
        self.write(
            {
                "active": True,
                "is_chosen": vals.get("is_chosen", False),
                "linked_by_id": vals.get("linked_by_id") or self.env.uid,
            }
        )

    @api.model
    def _pair_of(self, vals):
        return tuple(vals.get(name) or False for name in PAIR_FIELDS)

    @api.model
    def _known_pairs(self, vals_list):
        """The links of pairs that are linked already, or were before a person unlinked
        them.

        :rtype: dict[tuple, accounting.bridge.link]
        """
        ids = {
            name: [vals[name] for vals in vals_list if vals.get(name)]
            for name in PAIR_FIELDS
        }
        contacts, items = (
            Domain(own, "in", ids[own]) & Domain(remote, "in", ids[remote])
            for own, remote in (("partner_id", "contact_id"), ("product_id", "item_id"))
        )
        links = self.with_context(active_test=False).search(
            Domain("connection_id", "in", ids["connection_id"]) & (contacts | items),
            order="active, id desc",
        )
        return {tuple(link[name].id for name in PAIR_FIELDS): link for link in links}

    def _close_questions(self):
        """What a link says need not be asked any more."""
        self._close_contact_questions()
        # sudo: questions are written by the bridge alone.
        questions = (
            self.env["accounting.bridge.contact.decision"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", self.partner_id.ids),
                    ("connection_id", "in", self.connection_id.ids),
                    ("is_open", "=", True),
                ]
            )
        )
        if questions:
            linked = {
                (link.connection_id, link.partner_id, link.kind or "") for link in self
            }
            questions.filtered(
                lambda each: (each.connection_id, *each._pair()) in linked
            ).unlink()

    def _close_contact_questions(self):
        """What imports asked about these contacts is settled. Where a person links one
        that they left alone, they keep its partner up to date again."""
        # sudo: questions are written by the bridge alone.
        questions = self.env["accounting.bridge.contact.decision"].sudo()
        questions = questions.search(
            [
                ("contact_id", "in", self.contact_id.ids),
                ("partner_id", "=", False),
                ("answer", "in", [False, "skip"]),
            ]
        )
        chosen = self.filtered("is_chosen").contact_id
        questions.filtered(
            lambda each: each.is_open or each.contact_id in chosen
        ).unlink()

    # === WHAT A PERSON UNLINKED === #

    @api.model
    def _unlinked_pairs(self, connection, domain):
        """The pairs of partners and contacts that a person unlinked.

        :param domain: which links to look at
        :rtype: set[tuple[res.partner, accounting.bridge.contact]]
        """
        links = self.search(
            Domain("connection_id", "=", connection.id)
            & Domain("contact_id", "!=", False)
            & Domain("active", "=", False)
            & Domain(domain)
        )
        return {(link.partner_id, link.contact_id) for link in links}

    # === WHICH COUNT === #

    @api.model
    def _contact_links(self, connection, partners):
        """The link that counts for each kind of contact of partners: the one that a
        person chose, else one to an active contact, else the newest.

        :return: links by partner and kind
        :rtype: dict[tuple, accounting.bridge.link]
        """
        links = self._links_in(connection, "contact_id", "partner_id", partners)
        return {
            (link.partner_id, link.kind or ""): link
            for link in links.sorted(lambda link: link._weight(link.contact_id))
        }

    @api.model
    def _item_links(self, connection, products):
        """The link that counts for each product. See :meth:`_contact_links`.

        :rtype: dict[product.product, accounting.bridge.link]
        """
        links = self._links_in(connection, "item_id", "product_id", products)
        return {
            link.product_id: link
            for link in links.sorted(lambda link: link._weight(link.item_id))
        }

    @api.model
    def _has_item_links(self, connection):
        """Whether any product is linked: where none is, nobody need look for more.

        :rtype: bool
        """
        domain = [("connection_id", "=", connection.id), ("item_id", "!=", False)]
        return bool(self.search(domain, limit=1))

    @api.model
    def _links_in(self, connection, remote_field, own_field, records):
        """The links of records to the organization that is connected now."""
        return self.search_fetch(
            [
                ("connection_id", "=", connection.id),
                ("active", "=", True),
                (own_field, "in", records.ids),
                (
                    f"{remote_field}.organization_id",
                    "=",
                    connection.organization_id,
                ),
            ],
            [own_field, remote_field, "is_chosen"],
        )

    def _weight(self, remote):
        return self.is_chosen, remote.active, self.id
