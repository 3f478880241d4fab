# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How names of contacts are compared, and which contact stands for a partner."""

import unicodedata
from collections import defaultdict

#: The longest partner key a provider takes.
PARTNER_KEY_LENGTH = 50


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


class NameBook:
    """Who bears which name over there.

    Contacts of all kinds share one name space, as some providers have it: a name that
    a contact of another kind bears is taken.

    :param contacts: objects with ``key``, ``name_key``, ``kind`` and ``status``
    """

    def __init__(self, contacts):
        self._by_key = defaultdict(list)
        self._by_name = defaultdict(list)
        self._given = {}
        for contact in contacts:
            if contact.key:
                self._by_key[contact.key].append(contact)
            self._by_name[contact.name_key].append(contact)

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

    def _of_kind(self, contacts, kind):
        for status in ("active", "archived"):
            for contact in contacts:
                if contact.status == status and (contact.kind or "") == kind:
                    return contact
        return None

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
