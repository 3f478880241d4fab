# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import time
import uuid

from odoo import api, models

from ..exceptions import AnswerLost, TryAgain
from ..tools.matching import match_contact, name_key, partner_key
from ..tools.payloads import AddressPayload, ContactPayload

#: A call is not begun with less time left than this, in seconds.
LEAST_TIME = 1


class AccountingBridgeContactResolver(models.AbstractModel):
    """Finds the contact over there that stands for a partner, or makes it.

    By link, by the partner's own key, by exact name, all in the directory; what is
    not there is looked for once more after the directory is brought up to date, and
    then created. What exists over there is never changed.
    """

    _name = "accounting.bridge.contact.resolver"
    _description = "Contact resolution"

    @api.model
    def _resolve(self, connection, partners, timeout):
        """The contacts of partners. Calls the provider only where one is unknown.

        :param res.partner partners:
        :param float timeout: seconds for all calls together
        :raise BridgeError: when the provider does not answer
        :return: contacts by partner, and the provider's words by partner it refused
        :rtype: tuple[dict, dict]
        """
        deadline = time.monotonic() + timeout
        sync = self.env["accounting.bridge.directory.sync"]
        found = self._find(connection, partners)
        missing = partners.filtered(lambda partner: partner not in found)
        if not missing:
            return found, {}
        sync._sync_contacts(connection, timeout)
        found.update(self._find(connection, missing))
        missing = missing.filtered(lambda partner: partner not in found)
        if not missing:
            return found, {}
        firsts = self._one_a_name(missing)
        created, refused = self._create_contacts(
            connection, firsts, self._time_left(deadline)
        )
        found.update(created)
        if refused:
            # Another worker, or a person over there, may have made it a moment ago.
            sync._sync_contacts(connection, self._time_left(deadline))
        # Partners of one name share the contact, as they would one after the other.
        rest = missing.filtered(lambda partner: partner not in found)
        found.update(self._find(connection, rest))
        words = {name_key(partner.name): text for partner, text in refused.items()}
        return found, {
            partner: words.get(name_key(partner.name), "")
            for partner in rest
            if partner not in found
        }

    @api.model
    def _time_left(self, deadline):
        """:raise TryAgain: when it is too short for a call"""
        left = deadline - time.monotonic()
        if left < LEAST_TIME:
            raise TryAgain(
                self.env._("Looking for the contact took too long."),
                delay=1,
                whole_connection=False,
            )
        return left

    @api.model
    def _one_a_name(self, partners):
        """The first partner of each name: a name can be given once over there."""
        by_name = partners.grouped(lambda partner: name_key(partner.name))
        firsts = [same_name[0] for same_name in by_name.values()]
        return partners.browse().union(*firsts)

    # === FINDING === #

    @api.model
    def _find(self, connection, partners):
        """Contacts of the directory by partner; who has none is missing. A match is
        remembered as a link."""
        found = self._find_linked(connection, partners)
        unlinked = partners.filtered(lambda partner: partner not in found)
        matched = self._find_matching(connection, unlinked)
        self._link(connection, matched)
        return {**found, **matched}

    @api.model
    def _find_linked(self, connection, partners):
        links = self.env["accounting.bridge.link"].search(
            [
                ("connection_id", "=", connection.id),
                ("partner_id", "in", partners.ids),
                ("contact_id.organization_id", "=", connection.organization_id),
            ],
            order="id",
        )
        return {link.partner_id: self._follow_merge(link.contact_id) for link in links}

    @api.model
    def _follow_merge(self, contact):
        """The contact that another was merged into, over there."""
        seen = contact
        while contact.status == "merged" and contact.merged_into:
            target = contact.with_context(active_test=False).search(
                [
                    ("connection_id", "=", contact.connection_id.id),
                    ("remote_id", "=", contact.merged_into),
                ]
            )
            if not target or target in seen:
                break
            seen |= target
            contact = target
        return contact

    @api.model
    def _find_matching(self, connection, partners):
        keys = {partner: self._partner_key(partner) for partner in partners}
        candidates = self.env["accounting.bridge.contact"].with_context(
            active_test=False
        )
        candidates = candidates.search(
            [
                ("connection_id", "=", connection.id),
                ("organization_id", "=", connection.organization_id),
                ("status", "!=", "merged"),
                "|",
                ("key", "in", list(keys.values())),
                ("name_key", "in", [name_key(partner.name) for partner in partners]),
            ]
        )
        matches = {
            partner: match_contact(candidates, key, partner.name)
            for partner, key in keys.items()
        }
        return {partner: contact for partner, contact in matches.items() if contact}

    @api.model
    def _partner_key(self, partner):
        # sudo: the parameter is the administrator's.
        parameters = self.env["ir.config_parameter"].sudo()
        return partner_key(parameters.get_param("database.uuid"), partner.id)

    @api.model
    def _link(self, connection, contacts):
        self.env["accounting.bridge.link"].create(
            [
                {
                    "connection_id": connection.id,
                    "partner_id": partner.id,
                    "contact_id": contact.id,
                }
                for partner, contact in contacts.items()
            ]
        )

    # === CREATING === #

    @api.model
    def _create_contacts(self, connection, partners, timeout):
        provider = connection._provider()
        payloads = [self._payload(partner) for partner in partners]
        body = provider._prepare_contacts(connection, payloads)
        try:
            outcomes = provider._push_contacts(
                connection, payloads, body, str(uuid.uuid4()), timeout
            )
        except AnswerLost as error:
            # Whatever was made is found by its key after the next look-up.
            raise TryAgain(error.message, whole_connection=False) from error
        return self._keep_created(connection, partners, outcomes)

    @api.model
    def _keep_created(self, connection, partners, outcomes):
        sync = self.env["accounting.bridge.directory.sync"]
        remotes = [outcome.contact for outcome in outcomes if outcome.contact]
        contacts = sync._save(
            self.env["accounting.bridge.contact"],
            connection,
            remotes,
            sync._contact_values,
        )
        by_remote_id = {contact.remote_id: contact for contact in contacts}
        by_id = {partner.id: partner for partner in partners}
        created = {
            by_id[outcome.reference]: by_remote_id[outcome.contact.remote_id]
            for outcome in outcomes
            if outcome.contact
        }
        refused = {
            by_id[outcome.reference]: " ".join(outcome.errors)
            for outcome in outcomes
            if not outcome.contact
        }
        self._link(connection, created)
        return created, refused

    @api.model
    def _payload(self, partner):
        """What a new contact over there holds of a partner.

        :rtype: ContactPayload
        """
        return ContactPayload(
            reference=partner.id,
            key=self._partner_key(partner),
            name=partner.name or "",
            email=partner.email or "",
            phone=partner.phone or "",
            tax_number=partner.vat or "",
            addresses=self._address_payloads(partner),
            is_customer=bool(partner.customer_rank),
            is_supplier=bool(partner.supplier_rank),
        )

    @api.model
    def _address_payloads(self, partner):
        kinds = {"billing": "invoice", "delivery": "delivery"}
        addresses = partner.address_get(list(kinds.values()))
        return tuple(
            self._address_payload(kind, partner.browse(addresses[address_type]))
            for kind, address_type in kinds.items()
        )

    @api.model
    def _address_payload(self, kind, address):
        return AddressPayload(
            kind=kind,
            lines=tuple(filter(None, (address.street, address.street2))),
            city=address.city or "",
            region=address.state_id.name or "",
            postal_code=address.zip or "",
            country=address.country_id.with_context(lang="en_US").name or "",
            country_code=address.country_id.code or "",
        )
