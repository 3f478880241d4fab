# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How names of contacts are compared, and which contact stands for a partner."""

import unicodedata
from collections import defaultdict
from dataclasses import dataclass

#: The longest partner key a provider takes.
PARTNER_KEY_LENGTH = 50

#: What is shorter is no tax number.
SHORTEST_TAX_NUMBER = 5

#: What speaks for a partner and a contact being the same, with the score that it gives
#: alone, and what speaks against it.
REASONS = {
    "link": 100,
    "tax": 95,
    "email_and_name": 90,
    "name": 80,
    "email": 50,
    "other_tax": 0,
    "other_partner": 0,
    "unlinked": 0,
}

#: The least score of what needs no person to decide, and the most of what does.
SURE = 80
DOUBTFUL = 60


def name_key(name):
    """The form in which two names are compared: exact but for case, accents' encoding
    and doubled or outer blanks, which providers themselves do not tell apart.

    :rtype: str
    """
    return " ".join(unicodedata.normalize("NFKC", name or "").split()).casefold()


def partner_key(database_uuid, partner_id):
    """The partner's own key over there. Two databases that write to one organization
    never give the same key.

    :rtype: str
    """
    return f"odoo-{(database_uuid or '')[:8]}-{partner_id}"[:PARTNER_KEY_LENGTH]


def tax_key(number):
    """A tax number as it is compared: letters and digits alone, in capitals. Empty
    where it is none, as "n/a" or "0" are: it must have five characters at least, one
    of them a digit.

    :rtype: str
    """
    kept = unicodedata.normalize("NFKC", number or "").upper()
    kept = "".join(character for character in kept if character.isalnum())
    is_number = len(kept) >= SHORTEST_TAX_NUMBER and any(map(str.isdigit, kept))
    return kept if is_number and len(set(kept)) > 1 else ""


def bare_tax_key(key):
    """A :func:`tax_key` without the country's two letters before it, if it has them."""
    return tax_key(key[2:]) if key[:2].isalpha() else ""


def email_key(email):
    """The form in which two e-mail addresses are compared.

    :rtype: str
    """
    return (email or "").strip().casefold()


@dataclass(frozen=True)
class Facts:
    """What is compared of a partner or a contact.

    ``name`` is a :func:`name_key`, ``tax`` a :func:`tax_key`, ``email`` an
    :func:`email_key`; each is empty where it is not known.
    """

    name: str = ""
    tax: str = ""
    email: str = ""


@dataclass(frozen=True)
class Score:
    """How likely a partner and a contact are the same: 100 = certainly, 0 = nothing
    speaks for it. ``reasons`` are names of :data:`REASONS`, those against it last."""

    value: int
    reasons: tuple[str, ...]

    @property
    def is_sure(self):
        return self.value >= SURE

    def unlinked(self):
        """The same of two that a person unlinked: not sure any more.

        :rtype: Score
        """
        return self._doubted("unlinked")

    def another_partners(self):
        """The same of a contact that is linked with a partner unlike this one.

        :rtype: Score
        """
        return self._doubted("other_partner")

    def _doubted(self, reason):
        return Score(min(self.value, DOUBTFUL), (*self.reasons, reason))


def score(partner, contact, is_linked=False, is_doubtful=False):
    """Compare a partner with a contact.

    :param Facts partner:
    :param Facts contact:
    :param bool is_linked: the two are linked with each other
    :param bool is_doubtful: something else speaks against it, which the caller knows:
        the value stays below :data:`SURE`
    :rtype: Score
    """
    if is_linked:
        return Score(REASONS["link"], ("link",))
    found = []
    if same_tax_number(partner.tax, contact.tax):
        found.append("tax")
    has_email = bool(partner.email) and partner.email == contact.email
    has_name = bool(partner.name) and partner.name == contact.name
    if has_email and has_name:
        found.append("email_and_name")
    elif has_name:
        found.append("name")
    elif has_email:
        found.append("email")
    if not found:
        return Score(0, ())
    value = min(max(REASONS[reason] for reason in found) + len(found) - 1, 99)
    if partner.tax and contact.tax and "tax" not in found:
        found.append("other_tax")
        is_doubtful = True
    return Score(min(value, DOUBTFUL) if is_doubtful else value, tuple(found))


def same_tax_number(one, other):
    """Whether two :func:`tax_key` are the same number, which may bear its country
    before it in one of the places and not in the other.

    :rtype: bool
    """
    if not one or not other:
        return False
    return one == other or bare_tax_key(one) == other or one == bare_tax_key(other)


def differ(one, other):
    """Whether two :class:`Facts` are of two: both have a tax number, or both have an
    e-mail address, and these are not the same.

    :rtype: bool
    """
    has_taxes = bool(one.tax and other.tax)
    has_emails = bool(one.email and other.email)
    return (has_taxes and not same_tax_number(one.tax, other.tax)) or (
        has_emails and one.email != other.email
    )


def _tax_forms(key):
    """A :func:`tax_key` as it stands, and without its country."""
    forms = dict.fromkeys((key, bare_tax_key(key))) if key else ()
    return [form for form in forms if form]


def surest(scores):
    """The one candidate that is surely the same.

    :param dict scores: :class:`Score` by candidate
    :return: None where none is, or several are
    """
    sure = [candidate for candidate, score in scores.items() if score.is_sure]
    linked = [candidate for candidate in sure if scores[candidate].reasons == ("link",)]
    sure = linked or sure
    return sure[0] if len(sure) == 1 else None


class FactsBook:
    """Finds records by what may speak for them.

    :param dict facts: :class:`Facts` by record
    """

    def __init__(self, facts):
        self.facts = facts
        self._by_evidence = defaultdict(list)
        for record, own in facts.items():
            for evidence in evidence_of(own):
                self._by_evidence[evidence].append(record)

    def find(self, facts):
        """The records that may share some evidence, each once; :func:`score` tells.

        :param Facts facts:
        :rtype: list
        """
        found = (self._by_evidence.get(each, ()) for each in evidence_of(facts))
        return list(dict.fromkeys(record for records in found for record in records))


def evidence_of(facts):
    """What may speak for a record being the same as another that shares it.

    :return: pairs of a kind of evidence and its key
    :rtype: list[tuple[str, str]]
    """
    found = (
        ("tax", facts.tax),
        ("tax", bare_tax_key(facts.tax)),
        ("name", facts.name),
        ("email", facts.email),
    )
    return [(kind, key) for kind, key in found if key]


class NameBook:
    """Who bears which name over there.

    Contacts of all kinds share one name space, as some providers have it: a name that
    a contact of another kind bears is taken.

    :param contacts: objects with ``key``, ``name_key``, ``tax_key``, ``kind`` and
        ``status``
    """

    def __init__(self, contacts):
        self.contacts = contacts
        self._by_key = defaultdict(list)
        self._by_name = defaultdict(list)
        self._by_tax = defaultdict(list)
        self._given = {}
        for contact in contacts:
            if contact.key:
                self._by_key[contact.key].append(contact)
            self._by_name[contact.name_key].append(contact)
            for key in _tax_forms(contact.tax_key):
                self._by_tax[key].append(contact)

    def find(self, key, names, kind):
        """The contact of a kind that stands for a partner: by our key, else by the
        first of its names that is not another contact's, the active before the
        archived.

        :param str key: the partner's
        :param names: what a new contact could be called, the best first
        :return: the contact, or None
        """
        by_key = self._of_kind(self._by_key.get(key, ()), kind)
        if by_key:
            return by_key
        for name in names:
            bearers = self._by_name.get(name_key(name), ())
            contact = self._of_kind(bearers, kind)
            if contact or not bearers:
                return contact
        return None

    def find_active(self, key, name, kind, other_than=()):
        """The active contact of a kind that bears our key, else the one of a name.

        :param other_than: contacts that it must not be
        :return: the contact, or None
        """
        both = (*self._by_key.get(key, ()), *self._by_name.get(name_key(name), ()))
        others = [contact for contact in both if contact not in other_than]
        return self._of_kind(others, kind, ("active",))

    def _of_kind(self, contacts, kind, statuses=("active", "archived")):
        for status in statuses:
            for contact in contacts:
                if contact.status == status and (contact.kind or "") == kind:
                    return contact
        return None

    def with_tax_number(self, key, kind):
        """The contacts of a kind that bear a tax number.

        :param str key: a :func:`tax_key`
        :rtype: list
        """
        found = (self._by_tax.get(form, ()) for form in _tax_forms(key))
        # A contact is found by each form that its number shares with this one.
        once = {id(contact): contact for contacts in found for contact in contacts}
        return [
            contact
            for contact in once.values()
            if (contact.kind or "") == kind and same_tax_number(key, contact.tax_key)
        ]

    def has_key(self, key):
        """Whether any contact bears a partner's key."""
        return bool(self._by_key.get(key))

    def bearers(self, name):
        """:return: the contacts that bear a name, of whatever kind
        :rtype: list
        """
        return list(self._by_name.get(name_key(name), ()))

    def free_name(self, names, kind):
        """The first name that nobody bears. It is given to this kind: contacts of
        another kind don't get it any more, one of the same kind shares it.

        :return: empty where all are taken
        :rtype: str
        """
        for name in names:
            key = name_key(name)
            if not key or self._by_name.get(key):
                continue
            if self._given.setdefault(key, kind) == kind:
                return name
        return ""
