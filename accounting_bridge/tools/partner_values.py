# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a partner is given of a contact over there, in plain values."""

from .matching import name_key

#: Fields of a partner that make its address: taken over together or not at all.
ADDRESS_NAMES = ("street", "street2", "city", "zip", "state_id", "country_id")

#: Those that tell two addresses of a partner apart.
PLACE_NAMES = ("street", "zip", "city")


def is_person(name, first_name, last_name):
    """Whether a contact is a person, where the provider does not say it: its name is
    made of its own first and last name.

    :rtype: bool
    """
    key = name_key(name).replace(",", "")
    first, last = name_key(first_name), name_key(last_name)
    if not key or not (first or last):
        return False
    return key in (f"{first} {last}".strip(), f"{last} {first}".strip())


def address_values(address, countries):
    """The fields of :data:`ADDRESS_NAMES`. A country or state that Odoo does not know
    stands as text in the second line, so that a letter still arrives.

    :param AddressPayload address:
    :param CountryBook countries:
    :return: the values, and the words that stand for no record
    :rtype: tuple[dict, list[str]]
    """
    country_id = countries.country(address)
    state_id = countries.state(address, country_id)
    unknown = []
    if not state_id and address.region:
        unknown.append(address.region)
    if not country_id and (address.country or address.country_code):
        unknown.append(address.country or address.country_code)
    first, *more = [line.strip() for line in address.lines if line.strip()] or [""]
    return {
        "street": first,
        "street2": ", ".join([*more, *unknown]),
        "city": address.city.strip(),
        "zip": address.postal_code.strip(),
        "state_id": state_id or False,
        "country_id": country_id or False,
    }, unknown


def is_place(values):
    """Whether an address says where something is: a country alone does not.

    :param dict values: see :func:`address_values`
    :rtype: bool
    """
    return any(values[name] for name in ("street", "street2", "city", "zip"))


def to_complete(current, values):
    """Of new values, those whose field is empty. An address is completed where all of
    it is.

    :param dict current: what the partner holds
    :param dict values: what is over there
    :rtype: dict
    """
    has_address = any(current.get(name) for name in ADDRESS_NAMES)
    return {
        name: value
        for name, value in values.items()
        if value
        and not current.get(name)
        and not (has_address and name in ADDRESS_NAMES)
    }


def to_overwrite(current, values):
    """Of new values, those that differ. What is empty over there takes nothing away,
    but that an address is replaced as a whole.

    :param dict current: what the partner holds
    :param dict values: what is over there
    :rtype: dict
    """
    has_address = any(values.get(name) for name in ADDRESS_NAMES)
    return {
        name: value
        for name, value in values.items()
        if (value or (has_address and name in ADDRESS_NAMES))
        and (current.get(name) or False) != (value or False)
    }
