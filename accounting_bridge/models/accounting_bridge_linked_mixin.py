# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import format_datetime

from ..const import PRESS_PATIENCE
from ..exceptions import BridgeError
from ..tools.cards import card, card_button, card_choice, card_row

#: The most records of the directory that are offered at once.
MOST_CHOICES = 8


class AccountingBridgeLinkedMixin(models.AbstractModel):
    """A record that can be linked to one of the directory, and the card that links it.

    The card works in the directory: to search, to link and to unlink calls nobody. To
    sync reads what is linked from the provider, and to create makes it there.
    """

    _name = "accounting.bridge.linked.mixin"
    _inherit = "accounting.bridge.card.mixin"
    _description = "Record with a card that links it"

    # === FOR THE INHERITING MODELS === #

    @api.model
    def _bridge_link_field(self):
        """:return: the field of a link that names this record"""
        raise NotImplementedError

    @api.model
    def _bridge_directory_field(self):
        """:return: the field of a link that names the record of the directory"""
        raise NotImplementedError

    def _bridge_link_kinds(self, connection):
        """What the record can be linked to over there, each at most once.

        :return: labels by kind, as ``kind`` of the directory's record tells
        :rtype: dict[str, str]
        """
        raise NotImplementedError

    def _bridge_linked_url(self, connection, linked):
        """:return: where a person sees the record of the directory over there"""
        raise NotImplementedError

    def _bridge_linked_facts(self, linked):
        """:return: pairs of a label and a text, see :func:`card_row`"""
        return []

    def _bridge_linked_note(self, connection, linked):
        """:return: what a person should know of the link, and the level it has
        :rtype: tuple[str, str]
        """
        return "", ""

    def _bridge_choice_domain(self, text):
        """:return: the records of the directory that a text finds
        :rtype: odoo.fields.Domain
        """
        raise NotImplementedError

    def _bridge_choice_note(self, linked):
        """:return: what tells records of the directory with one name apart"""
        return linked.remote_id

    def _bridge_create_over_there(self, connection, kind, timeout):
        """Link the record to one that is made for it over there, or that stands for it
        there already.

        :raise BridgeError: when the provider does not answer, or refuses
        """
        raise NotImplementedError

    def _bridge_read_again(self, connection, linked, timeout):
        """Read a record of the directory from the provider.

        :raise BridgeError: when the provider does not answer
        """
        raise NotImplementedError

    def _bridge_read_directory(self, connection, timeout):
        """Read from the provider what this record can be linked to, as far as it has
        changed.

        :raise BridgeError: when the provider does not answer
        """
        raise NotImplementedError

    # === LINKS === #

    def _bridge_may_link(self):
        """Who may change the record may link it, and so may who sets up where documents
        go.

        :rtype: bool
        """
        is_manager = self.env.user.has_group("accounting_bridge.group_manager")
        return is_manager or self.has_access("write")

    def _bridge_check_may_link(self):
        """:raise AccessError: with Odoo's own words"""
        if not self._bridge_may_link():
            self.check_access("write")

    def _bridge_links(self, connection):
        """The links of this record to the organization, those that count first.

        :rtype: accounting.bridge.link
        """
        self.ensure_one()
        directory_field = self._bridge_directory_field()
        links = self.env["accounting.bridge.link"]._links_in(
            connection, directory_field, self._bridge_link_field(), self
        )
        return links.sorted(
            lambda link: link._weight(link[directory_field]), reverse=True
        )

    def _bridge_own_link(self, link_id):
        """:return: the link of this record that a button is for
        :raise UserError: where somebody unlinked it meanwhile
        """
        links = self._bridge_links(self._bridge_card_connection())
        link = links.filtered(lambda link: link.id == link_id)
        if not link:
            raise UserError(
                self.env._("%s is linked to this no more.", self.display_name)
            )
        return link

    def _bridge_links_to(self, links, linked):
        """:return: those of this record's links that lead to the same"""
        field_name = self._bridge_directory_field()
        return links.filtered(lambda link: link[field_name] == linked)

    def _bridge_kind_of(self, linked):
        return ("kind" in linked and linked.kind) or ""

    # === CARD === #

    def _bridge_card(self):
        connection = self._bridge_card_connection()
        return card(connection.name, self._bridge_link_rows(connection))

    def _bridge_link_rows(self, connection):
        """The rows of each kind that the record can be linked to, one after the
        other."""
        labels = self._bridge_link_kinds(connection)
        linked_rows = self._bridge_linked_rows(connection, labels)
        rows = []
        for kind, label in labels.items():
            free_row = self._bridge_free_row(connection, kind, label)
            rows += linked_rows.pop(kind, [free_row])
        return rows + [row for others in linked_rows.values() for row in others]

    def _bridge_linked_rows(self, connection, labels):
        """A row for each record of the directory that is linked, the one that counts
        first. A merge of partners can leave two links to the same.

        :param dict labels: by kind
        :return: rows by kind
        :rtype: dict[str, list[dict]]
        """
        links = self._bridge_links(connection)
        rows = {}
        for linked in links[self._bridge_directory_field()]:
            link = self._bridge_links_to(links, linked)[0]
            kind = self._bridge_kind_of(linked)
            note, level = self._bridge_linked_note(connection, linked)
            if kind in rows:
                note = self.env._("Another link counts: unlink one of them.")
                level = "warning"
            label = labels.get(kind) or kind
            row = self._bridge_link_row(connection, link, label, note, level)
            rows.setdefault(kind, []).append(row)
        return rows

    def _bridge_link_row(self, connection, link, label, note, level):
        linked = link[self._bridge_directory_field()]
        return card_row(
            f"link-{link.id}",
            linked.name,
            label=label,
            note=note,
            level=level,
            facts=self._bridge_linked_facts(linked),
            buttons=self._bridge_link_buttons(connection, link, linked),
        )

    def _bridge_link_buttons(self, connection, link, linked):
        args = {"link_id": link.id}
        url = self._bridge_linked_url(connection, linked)
        buttons = [
            self._bridge_open_button(connection.provider_name, url),
            card_button(
                "sync",
                self.env._("Sync"),
                icon="fa-refresh",
                hint=self._bridge_synced_text(linked),
                args=args,
                record=self,
            ),
        ]
        if self._bridge_may_link():
            buttons.append(self._bridge_unlink_button(connection, linked, args))
        return buttons

    def _bridge_unlink_button(self, connection, linked, args):
        return card_button(
            "unlink",
            self.env._("Unlink"),
            icon="fa-chain-broken",
            confirm=self.env._(
                "%(record)s will no longer be linked to “%(linked)s”, which stays in "
                "%(provider)s as it is.",
                record=self.display_name,
                linked=linked.name,
                provider=connection.provider_name,
            ),
            args=args,
            record=self,
        )

    def _bridge_synced_text(self, linked):
        synced_at = linked.synced_at or linked.write_date
        return self.env._("Last synced %s", format_datetime(self.env, synced_at))

    def _bridge_free_row(self, connection, kind, label):
        """The row of a kind to which nothing is linked yet."""
        buttons = []
        if self._bridge_may_link():
            buttons = [
                card_button(
                    "link",
                    self.env._("Link"),
                    icon="fa-link",
                    args={"kind": kind},
                    record=self,
                    is_search=True,
                ),
                card_button(
                    "create",
                    self.env._("Create in %s", connection.provider_name),
                    icon="fa-plus",
                    args={"kind": kind},
                    record=self,
                ),
            ]
        return card_row(
            f"free-{kind}",
            self.env._("Not linked yet"),
            label=label,
            level="muted",
            buttons=buttons,
        )

    # === BUTTONS === #

    def _bridge_card_search_link(self, text, kind=""):
        connection = self._bridge_card_connection()
        directory = self.env["accounting.bridge.link"][self._bridge_directory_field()]
        found = directory.search(
            self._bridge_choices(connection, kind) & self._bridge_choice_domain(text),
            limit=MOST_CHOICES,
        )
        return [
            card_choice(record.id, record.name, self._bridge_choice_note(record))
            for record in found
        ]

    def _bridge_choices(self, connection, kind):
        """What the record may be linked to.

        :rtype: odoo.fields.Domain
        """
        domain = (
            Domain("connection_id", "=", connection.id)
            & Domain("organization_id", "=", connection.organization_id)
            & Domain("active", "=", True)
        )
        return domain & Domain("kind", "in", (kind, False)) if kind else domain

    def _bridge_card_run_link(self, choice, kind=""):
        """Link the record to the chosen one of the directory.

        :param int choice: its id
        """
        self._bridge_check_may_link()
        connection = self._bridge_card_connection()
        directory_field = self._bridge_directory_field()
        directory = self.env["accounting.bridge.link"][directory_field]
        linked = directory.search(
            self._bridge_choices(connection, kind) & Domain("id", "=", choice)
        )
        if not linked:
            raise UserError(self.env._("What was chosen can't be linked any more."))
        replaced = self._bridge_links(connection).filtered(
            lambda link: self._bridge_kind_of(link[directory_field]) == kind
        )
        replaced.sudo().action_archive()  # sudo: who may was checked
        self._bridge_link_to(connection, linked)

    def _bridge_link_to(self, connection, linked):
        """Link the record as a person chose to, who may: that was checked."""
        # sudo: links are the administrator's to write.
        self.env["accounting.bridge.link"].sudo().create(
            {
                "connection_id": connection.id,
                self._bridge_link_field(): self.id,
                self._bridge_directory_field(): linked.id,
                "is_chosen": True,
            }
        )

    def _bridge_card_run_unlink(self, link_id):
        """Only the link goes; what it led to stays over there. It is remembered, so
        that nothing links the two again by itself."""
        self._bridge_check_may_link()
        linked = self._bridge_own_link(link_id)[self._bridge_directory_field()]
        links = self._bridge_links(self._bridge_card_connection())
        # sudo: who may was checked
        self._bridge_links_to(links, linked).sudo().action_archive()

    def _bridge_card_run_sync(self, link_id):
        """Read what is linked from the provider."""
        linked = self._bridge_own_link(link_id)[self._bridge_directory_field()]
        self._bridge_ask(self._bridge_read_again, linked)

    def _bridge_card_run_read_directory(self):
        """Read what a person looks for and does not find."""
        self._bridge_check_may_link()
        self._bridge_ask(self._bridge_read_directory)

    def _bridge_card_run_create(self, kind=""):
        self._bridge_check_may_link()
        return self._bridge_ask(self._bridge_create_over_there, kind)

    def _bridge_ask(self, method, *args):
        """Ask the provider something that a person waits for.

        :param method: of this record: takes the connection, ``args`` and seconds
        :raise UserError: when the provider does not answer, or refuses
        """
        # sudo: the tokens of a connection are in nobody's hands.
        connection = self._bridge_card_connection().sudo()
        try:
            return method(connection, *args, PRESS_PATIENCE)
        except BridgeError as error:
            raise UserError(error.message) from error
