# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which country and state the words of an address mean."""

from collections import defaultdict

from babel.core import get_global

from .matching import name_key

#: Codes of countries that ISO 3166 has replaced or never had, and those of three
#: letters, with the codes of two letters that stand for each. By the Unicode CLDR.
_CODES_BY_ALIAS = get_global("territory_aliases")


def two_letter_code(text):
    """The ISO 3166 code of two letters, of a code of two or three.

    :return: in capitals; empty where the text is no code
    :rtype: str
    """
    code = (text or "").strip().upper()
    if not (code.isascii() and code.isalpha() and len(code) in (2, 3)):
        return ""
    codes = _CODES_BY_ALIAS.get(code, [code])
    return codes[0] if len(codes) == 1 and len(codes[0]) == 2 else ""


class CountryBook:
    """Finds countries and states by the words of an address.

    :param countries: tuples of id, code of two letters and names, in any language
    :param states: tuples of id, id of the country, code and name
    """

    def __init__(self, countries, states):
        self._by_code = {code: country_id for country_id, code, _names in countries}
        self._by_name = {
            name_key(name): country_id
            for country_id, _code, names in countries
            for name in names
        }
        self._states = defaultdict(dict)
        for state_id, country_id, code, name in states:
            # A code goes before the name of another state that is written like it.
            self._states[country_id].setdefault(name_key(name), state_id)
            self._states[country_id][name_key(code)] = state_id

    def country(self, address):
        """:param AddressPayload address:
        :return: the country's id, None where it is not known
        :rtype: int | None
        """
        for text in (address.country_code, address.country):
            country_id = self._by_code.get(two_letter_code(text))
            country_id = country_id or self._by_name.get(name_key(text))
            if country_id:
                return country_id
        return None

    def state(self, address, country_id):
        """:param AddressPayload address:
        :param country_id: of the country that it is in; None gives none
        :return: the state's id, None where it is not known
        :rtype: int | None
        """
        states = self._states.get(country_id, {})
        for text in (address.region_code, address.region):
            if text and name_key(text) in states:
                return states[name_key(text)]
        return None
