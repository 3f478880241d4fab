# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from typing import NamedTuple

from markupsafe import Markup

from odoo import api, models
from odoo.fields import Command

from ..tools.countries import CountryBook
from ..tools.partner_values import (
    ADDRESS_NAMES,
    PLACE_NAMES,
    address_values,
    is_person,
    is_place,
    to_complete,
    to_overwrite,
)
from ..tools.payloads import AddressPayload

#: What of a partner that exists is compared with its contact over there.
COMPARED_NAMES = (
    "name",
    "email",
    "phone",
    "website",
    "vat",
    "customer_rank",
    "supplier_rank",
    *ADDRESS_NAMES,
)


class PartnerValues(NamedTuple):
    """What a contact over there gives to a partner.

    ``values`` are those of :data:`COMPARED_NAMES` (many2ones as ids), ``delivery``
    those of an address of its own for goods, empty where there is none. ``notes`` are
    sentences about what has no field, ``remarks`` those about what could not be taken
    over.
    """

    values: dict
    delivery: dict
    is_company: bool
    notes: list
    remarks: list


class AccountingBridgePartnerWriter(models.AbstractModel):
    """Makes partners of contacts over there, and completes those that exist. Nothing
    here calls the provider, or anybody else."""

    _name = "accounting.bridge.partner.writer"
    _description = "Partners made of contacts"

    # === WRITING === #

    @api.model
    def _create_partners(self, contacts, countries, company):
        """:param CountryBook countries:
        :param res.company company: whose they are, empty where all companies share them
        :return: the partners in the contacts' order, and the remarks on them
        :rtype: tuple
        """
        found = [self._values_of(contact, countries) for contact in contacts]
        partners = self.env["res.partner"].create(
            [self._creation_values(each, company) for each in found]
        )
        return partners, [remark for each in found for remark in each.remarks]

    @api.model
    def _creation_values(self, found, company):
        values = {name: value for name, value in found.values.items() if value}
        if found.delivery:
            delivery = self._delivery_values(found, company)
            values["child_ids"] = [Command.create(delivery)]
        if company:
            values["company_id"] = company.id
        if found.notes:
            values["comment"] = Markup("").join(
                Markup("<p>%s</p>") % note for note in found.notes
            )
        return {"is_company": found.is_company, **self._without_lookup(values)}

    @api.model
    def _delivery_values(self, found, company):
        return {"type": "delivery", "company_id": company.id, **found.delivery}

    @api.model
    def _update_partner(self, partner, contact, on_existing, countries):
        """Give a partner that exists what it lacks, or what differs.

        :param str on_existing: of the run: ``keep``, ``complete`` or ``overwrite``
        :return: whether anything was written, and the remarks
        :rtype: tuple[bool, list[str]]
        """
        if on_existing == "keep":
            return False, []
        choose = to_overwrite if on_existing == "overwrite" else to_complete
        found = self._values_of(contact, countries, partner, choose)
        own = found.values
        if not contact.name_key:
            own = {name: value for name, value in own.items() if name != "name"}
        ranks = self._missing_ranks(partner, own)
        changed = choose(self._current_values(partner), own) | ranks
        refusals = self._keep_own_number_valid(partner, contact, changed)
        delivery = self._delivery_command(partner, found, choose, on_existing)
        if delivery:
            changed["child_ids"] = [delivery]
        if changed:
            partner.write(self._without_lookup(changed))
        return bool(changed), (found.remarks if changed else []) + refusals

    @api.model
    def _keep_own_number_valid(self, partner, contact, changed):
        """Odoo would refuse a country in which the tax number that the partner has
        already is not valid: then the partner keeps its address.

        :param dict changed: loses the address
        :return: remarks
        :rtype: list[str]
        """
        if "vat" in changed or not partner.vat or not changed.get("country_id"):
            return []
        country = self.env["res.country"].browse(changed["country_id"])
        is_own = partner.commercial_partner_id == partner
        if not is_own or self._valid_number(country, partner.vat):
            return []
        for name in ADDRESS_NAMES:
            changed.pop(name, None)
        return [
            self.env._(
                "%(contact)s: its address is in %(country)s, where the tax number "
                "%(number)s in Odoo is not valid. The address in Odoo was left as it "
                "is.",
                contact=contact.name,
                country=country.name,
                number=partner.vat,
            )
        ]

    @api.model
    def _missing_ranks(self, partner, values):
        """Whoever is a customer or supplier over there is one here. Odoo counts its own
        documents in these ranks: they are never set lower.

        :param dict values: loses the ranks
        """
        ranks = {
            name: values.pop(name, 0) for name in ("customer_rank", "supplier_rank")
        }
        return {
            name: rank for name, rank in ranks.items() if rank and not partner[name]
        }

    @api.model
    def _delivery_command(self, partner, found, choose, on_existing):
        if not found.delivery:
            return None
        known = partner.child_ids.filtered(lambda child: child.type == "delivery")
        if not known:
            if self._has_address(partner, found.delivery):
                return None
            return Command.create(self._delivery_values(found, partner.company_id))
        if len(known) > 1 or on_existing == "complete":
            return None  # the person's own addresses for goods
        changed = choose(self._current_values(known), found.delivery)
        return Command.update(known.id, changed) if changed else None

    @api.model
    def _has_address(self, partner, delivery):
        """Whether somebody has taken an address for goods back, or retyped it: it
        belongs to a contact person, say, or is archived.

        :param dict delivery: see :class:`PartnerValues`
        :rtype: bool
        """
        children = partner.with_context(active_test=False).search(
            [("parent_id", "=", partner.id)]
        )
        return any(
            child.type == "delivery"
            or all((child[name] or "") == delivery[name] for name in PLACE_NAMES)
            for child in children
        )

    @api.model
    def _current_values(self, partner):
        values = {}
        for name in COMPARED_NAMES:
            value = partner[name]
            is_record = isinstance(value, models.BaseModel)
            values[name] = value.id if is_record else value
        return values

    @api.model
    def _without_lookup(self, values):
        """Odoo would ask the European Union about each tax number, one by one: it does
        so the next time that a person changes the number."""
        partners = self.env["res.partner"]
        if values.get("vat") and "vies_valid" in partners._fields:
            return {**values, "vies_valid": False}
        return values

    # === VALUES === #

    @api.model
    def _values_of(self, contact, countries, partner=None, choose=None):
        """:param CountryBook countries:
        :param partner: whom they are for, where it exists
        :param choose: what of an address such a partner is given
        :rtype: PartnerValues
        """
        remarks, notes = [], []
        address, delivery = self._addresses(contact, countries, remarks)
        country = self._country_after(address, partner, choose)
        number = self._tax_number(contact, country, remarks, is_new=not partner)
        if not number and contact.tax_number:
            notes.append(self.env._("Tax number there: %s", contact.tax_number))
        values = {
            "name": self._partner_name(contact),
            "email": contact.email,
            "phone": contact.phone or contact.mobile,
            "website": self._website(contact),
            "vat": number,
            "customer_rank": int(contact.is_customer),
            "supplier_rank": int(contact.is_supplier),
            **address,
        }
        person = is_person(contact.name, contact.first_name, contact.last_name)
        notes.extend(self._notes(contact, person))
        return PartnerValues(values, delivery, not person, notes, remarks)

    @api.model
    def _partner_name(self, contact):
        """A contact without a name is called by its e-mail, or by its key there."""
        if contact.name_key:
            return contact.name
        return contact.email or self.env._(
            "Contact %s without a name", contact.remote_key
        )

    @api.model
    def _website(self, contact):
        """As Odoo writes it."""
        website = contact.website
        return self.env["res.partner"]._clean_website(website) if website else ""

    @api.model
    def _notes(self, contact, person):
        if contact.phone and contact.mobile and contact.phone != contact.mobile:
            yield self.env._("Mobile: %s", contact.mobile)
        names = " ".join(filter(None, (contact.first_name, contact.last_name)))
        if names and not person:
            yield self.env._("Contact person: %s", names)

    @api.model
    def _country_after(self, address, partner, choose):
        """The country that a partner has after it was given of an address what it is
        to be given. Odoo checks tax numbers with it.

        :param dict address: see :func:`address_values`
        :rtype: res.country
        """
        country_id = address["country_id"]
        if partner:
            # A contact person's number is its company's.
            company = partner.commercial_partner_id
            changed = choose(self._current_values(company), address)
            is_own = partner == company and "country_id" in changed
            country_id = changed["country_id"] if is_own else company.country_id.id
        return self.env["res.country"].browse(country_id or ())

    @api.model
    def _tax_number(self, contact, country, remarks, is_new):
        """The number as Odoo writes it, empty where Odoo would refuse it: that keeps
        no contact out."""
        number = (contact.tax_number or "").strip()
        valid = self._valid_number(country, number)
        if number and not valid:
            words = {
                "contact": contact.name,
                "number": number,
                "country": country.name,
            }
            remarks.append(
                self.env._(
                    "%(contact)s: the tax number %(number)s is not valid in "
                    "%(country)s. It stands in the notes.",
                    **words,
                )
                if is_new
                else self.env._(
                    "%(contact)s: the tax number %(number)s is not valid in "
                    "%(country)s. It was not taken over.",
                    **words,
                )
            )
        return valid

    @api.model
    def _valid_number(self, country, number):
        """:return: a tax number as Odoo writes it, empty where it is not valid
        :rtype: str
        """
        valid, _code = self.env["res.partner"]._run_vat_checks(
            country, number, validation="setnull"
        )
        return valid or ""

    # === ADDRESSES === #

    @api.model
    def _addresses(self, contact, countries, remarks):
        """:return: the values of the partner's address and of one for goods that
            differs, empty where there is none
        :rtype: tuple[dict, dict]
        """
        by_kind = {}
        for parts in contact.addresses or []:
            payload = AddressPayload(**{**parts, "lines": tuple(parts["lines"])})
            values, unknown = address_values(payload, countries)
            if is_place(values) or values["country_id"]:
                by_kind.setdefault(payload.kind, values)
                self._remark_unknown(contact, unknown, remarks)
        billing, delivery = by_kind.get("billing"), by_kind.get("delivery")
        if not billing:
            billing, delivery = delivery, None
        has_delivery = delivery and delivery != billing and is_place(delivery)
        nowhere = dict.fromkeys(ADDRESS_NAMES, False)
        return billing or nowhere, delivery if has_delivery else {}

    @api.model
    def _remark_unknown(self, contact, unknown, remarks):
        if unknown:
            remarks.append(
                self.env._(
                    "%(contact)s: Odoo knows no country or state “%(words)s”. It "
                    "stands in the second line of the address.",
                    contact=contact.name,
                    words=", ".join(unknown),
                )
            )

    @api.model
    def _country_book(self):
        """Countries and states by code and by name in each language of the database.

        :rtype: CountryBook
        """
        # There are some hundreds of them. pylint: disable=no-search-all
        names = {}
        languages = {
            "en_US",
            *(code for code, _name in self.env["res.lang"].get_installed()),
        }
        for code in languages:
            countries = self.env["res.country"].with_context(lang=code)
            for country in countries.search([]):
                names.setdefault((country.id, country.code), set()).add(country.name)
        states = self.env["res.country.state"].search([])
        return CountryBook(
            [(country_id, code, own) for (country_id, code), own in names.items()],
            [
                (state.id, state.country_id.id, state.code, state.name)
                for state in states
            ],
        )
