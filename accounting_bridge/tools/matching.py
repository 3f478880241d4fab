# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How names of contacts are compared."""

import unicodedata

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


def match_contact(contacts, key, name):
    """The contact that stands for a partner: by our key, else by exact name, the
    active before the archived.

    :param contacts: objects with ``key``, ``name_key`` and ``status``
    :return: the contact, or None
    """
    by_key = [contact for contact in contacts if contact.key and contact.key == key]
    wanted = name_key(name)
    by_name = [contact for contact in contacts if contact.name_key == wanted]
    for candidates in (by_key, by_name):
        for status in ("active", "archived"):
            for contact in candidates:
                if contact.status == status:
                    return contact
    return None
