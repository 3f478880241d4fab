# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from decimal import Decimal

import requests

from ..odoo import TIMEOUT

#: What contacts with everything in them are called.
FULL_NAME = "Known there %s"


class SandboxBooks:
    """The books of one organization in a sandbox.

    :param str url: the sandbox's address
    """

    #: What connections call the provider, and what people do.
    PROVIDER = ""
    NAME = ""
    BASE_URL_PARAMETER = ""
    #: Codes of the ledger accounts that the setup is given, by its fields.
    ACCOUNTS = {}
    #: The tax code for what the setup could not propose a code for.
    NO_TAX = ""
    #: Calls to it are no part of a press.
    TOKEN_PATH = ""

    def __init__(self, url):
        self.url = url

    def answer_consent(self):
        """Let the person at the provider allow the next consent."""
        raise NotImplementedError

    def lift_limits(self):
        """Take as many calls as come."""
        raise NotImplementedError

    def add_contacts(self, names):
        """Customers that the organization has by itself."""
        raise NotImplementedError

    def add_full_contacts(self, numbers):
        """Customers with all that a contact can hold, each told from the others by its
        number; one in ten with another address for goods."""
        raise NotImplementedError

    def allow_equal_bill_numbers(self):
        """Let two bills of a supplier bear one number."""

    def total_of(self, document):
        """The total of a document over there, None where it is missing.

        :rtype: decimal.Decimal | None
        """
        raise NotImplementedError

    # === THE SANDBOX'S OWN CALLS === #

    def objects(self, kind):
        """Every stored object of a kind."""
        answer = requests.get(f"{self.url}/_sandbox/objects/{kind}", timeout=TIMEOUT)
        found = answer.json(parse_float=Decimal)
        return found if isinstance(found, list) else found["objects"]

    def post(self, what, values):
        answer = requests.post(
            f"{self.url}/_sandbox/{what}", json=values, timeout=TIMEOUT
        )
        answer.raise_for_status()

    def answer_slowly(self, seconds):
        """Take so long for each answer from now on."""
        self.post("faults", {"kind": "slow", "seconds": seconds, "count": None})

    def forget_calls(self):
        requests.delete(f"{self.url}/_sandbox/calls", timeout=TIMEOUT)

    def calls(self):
        """The API calls since they were forgotten, renewed tokens left out."""
        calls = requests.get(f"{self.url}/_sandbox/calls", timeout=TIMEOUT).json()
        return [call for call in calls if self.TOKEN_PATH not in call["path"]]
