# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from decimal import Decimal


class Books:
    """One organization in a provider's sandbox, and the people who work there.

    Test bodies say what happens over there in these words alone. Each provider says
    it to its sandbox in its own.
    """

    # === FACTS === #

    #: What connections call the provider, what people do, and what test classes
    #: end with.
    CODE = ""
    LABEL = ""
    SUFFIX = ""
    BASE_URL_PARAMETER = ""
    #: Values of the connection's own fields where nothing was asked of the sandbox.
    CONNECTION_VALUES = {}
    #: Those of an organization where callers number invoices.
    OWN_NUMBER_VALUES = {}
    #: Makes the sandbox: a context manager.
    sandbox_class = None
    #: The organization of a company in US dollars; one of another company, with its
    #: currency; one in British pounds.
    ORGANIZATION = ""
    OTHER_ORGANIZATION = ""
    OTHER_CURRENCY = ""
    BRITISH_ORGANIZATION = ""
    #: Names of the organization's ledger accounts by purpose.
    ACCOUNTS = {}
    #: Another account that sales can go to.
    OTHER_SALE_ACCOUNT = ""
    #: Does a line that names an item go to the item's own account?
    TAKES_ACCOUNT_OF_ITEM = False
    #: Keys of its tax codes for 15 % and for no tax; None where lines bear none.
    TAXED, UNTAXED = None, None
    #: What a person reads of the tax code for 15 %.
    TAXED_NAME = ""
    #: Has a customer of the organization a place for its tax number?
    KEEPS_TAX_NUMBERS = True
    #: Can a line's amount there contain its tax?
    TAKES_PRICES_WITH_TAX = True
    #: What a new document is over there, where the setup says nothing else.
    NEW_STATE = ""
    #: What the provider says of a day in closed books: a regular expression.
    CLOSED_WORDS = ""
    #: The longest name that a contact can have.
    NAME_LENGTH = 0
    #: Does a merge leave the contact that is gone, with the name of the other?
    TELLS_MERGES = False
    #: The fault of too many calls.
    LIMIT_FAULT = ""
    #: The most documents in one call.
    BATCH_SIZE = 0
    #: The most calls for a full batch of orders of as many new partners.
    CALLS_FOR_NEW_PARTNERS = 0
    #: The most calls to ask which contacts have changed.
    CALLS_FOR_CHANGES = 0
    #: Is a call whose answer was lost repeated, in the trust that its key is known?
    REPEATS_CALLS = False
    #: Minutes after which a key is surely forgotten over there.
    MINUTES_OF_KEYS = 0
    #: Seconds after which an access token has surely ended.
    SECONDS_OF_TOKEN = 0
    #: Paths of the token endpoint and of what a refresh of the directory reads.
    TOKEN_PATH = ""
    ORGANIZATION_PATH = ""
    #: What to click on the consent page.
    ALLOW_BUTTON = "button[value=allow]"
    #: The address of its API, and what the method and path of a call that makes
    #: something look like.
    API_PATH = ""
    CREATIONS = {}

    def __init__(self, sandbox):
        self.sandbox = sandbox

    # === BEFORE A TEST === #

    def prepare(self):
        """Forget everything, and lift limits that are no matter of most tests."""
        self.sandbox.reset()

    def limit_calls(self):
        """Set the limits that the real service has again."""
        raise NotImplementedError

    def answer_consent(self, answer="allow", organization=None):
        """Let the person at the provider answer the next consent.

        :param organization: the name of the one chosen there
        """
        raise NotImplementedError

    def choose_organization(self, browser):
        """Choose :attr:`ORGANIZATION` on the consent page, in a real browser."""
        raise NotImplementedError

    def find_account(self, connection, purpose):
        """The directory's record of one of :attr:`ACCOUNTS`."""
        name = self.ACCOUNTS[purpose]
        accounts = connection.ledger_account_ids
        [account] = accounts.filtered(lambda account: account.name == name)
        return account

    def find_tax_code(self, connection, key):
        codes = connection.tax_code_ids
        [tax_code] = codes.filtered(lambda tax_code: tax_code.remote_key == key)
        return tax_code

    def rate(self, odoo_rate):
        """How a currency's rate of Odoo's looks over there."""
        raise NotImplementedError

    # === WHAT ARRIVED === #

    def invoices(self):
        raise NotImplementedError

    def bills(self):
        raise NotImplementedError

    def purchase_orders(self):
        raise NotImplementedError

    def contacts(self, name=None):
        """Customers and suppliers, archived ones too."""
        found = self._contacts()
        return [each for each in found if name in (None, each.name)]

    def _contacts(self):
        raise NotImplementedError

    def invoice(self, document):
        """What a document of Odoo's stands for over there."""
        [found] = [
            record
            for record in self.invoices() + self.bills()
            if record.remote_id == document.remote_id
        ]
        return found

    # === WHAT PEOPLE DO OVER THERE === #

    def add_contact(self, name, email="", purpose="sale"):
        """:return: its id there"""
        raise NotImplementedError

    def add_contacts(self, names):
        for name in names:
            self.add_contact(name)

    def add_full_contact(self, name):
        """A customer whose every field is filled with :data:`records.FULL_CONTACT`.

        :return: its id there
        """
        raise NotImplementedError

    def rename_contact(self, remote_id, name):
        raise NotImplementedError

    def merge_contacts(self, remote_id, into):
        """One becomes part of another, which stays."""
        raise NotImplementedError

    def add_item(self, name, code, sales_price, purchase_price, sale_account=None):
        """An item that is sold and bought, in the accounts of :attr:`ACCOUNTS`.

        :param str sale_account: name of another account for its sales
        :return: its id there
        """
        raise NotImplementedError

    def remove_item(self, remote_id):
        """Take an item out of use, as far as the provider can."""
        raise NotImplementedError

    def archive_contact(self, remote_id):
        raise NotImplementedError

    def restore_contact(self, remote_id):
        raise NotImplementedError

    def add_invoice(self, number, contact=None, amount=1):
        """An invoice that bears no tax.

        :param str contact: its id there, None = a stranger's
        :return: its id there
        """
        raise NotImplementedError

    def add_bill(self, number, contact, amount=1):
        """See :meth:`add_invoice`."""
        raise NotImplementedError

    def change_invoice(self, remote_id):
        """Replace its lines by one over 1 dollar."""
        raise NotImplementedError

    def add_currency(self, name):
        """Let the organization use a currency, from the next sync on."""
        raise NotImplementedError

    def pay(self, remote_id):
        """Pay all that is due of an invoice, which is approved first."""
        raise NotImplementedError

    def void(self, remote_id):
        """Void an invoice, which is approved first."""
        raise NotImplementedError

    def delete(self, remote_id):
        """Delete an invoice that nobody has paid."""
        raise NotImplementedError

    def charge_other_tax(self):
        """From now on the tax over there is not the 15 % that Odoo knows of."""
        raise NotImplementedError

    def allow_own_numbers(self):
        """Let callers number invoices, from the next sync on."""

    def allow_equal_bill_numbers(self):
        """Let two bills of a supplier bear one number."""

    def close_books(self, until):
        """:param until: the last closed day, in ISO format; None opens them"""
        raise NotImplementedError

    # === CALLS === #

    def calls(self, **asked):
        return self.sandbox.calls(**asked)

    def api_calls(self, method=None):
        """Calls of the API alone: no consent, no token."""
        return self.calls(method=method, path=self.API_PATH)

    def creations(self, document_type="invoice"):
        """The calls that make documents."""
        return self.calls(**self.CREATIONS[document_type])

    def sent_keys(self):
        """The idempotency keys of the calls that made invoices or bills."""
        raise NotImplementedError

    def token_calls(self):
        return self.calls(path=self.TOKEN_PATH)

    def asks_for_changed_contacts(self):
        """Whether contacts were asked for, and each time only by what changed."""
        raise NotImplementedError

    def cut_ties(self):
        """How often the app gave an organization back."""
        raise NotImplementedError

    # === WHAT GOES WRONG === #

    def arm(self, kind, what="invoice", **options):
        """Arm one of the common faults for calls that make something."""
        return self.sandbox.arm_fault(kind, **self.CREATIONS[what], **options)

    def lose_answers(self, kind, what="invoice", **options):
        """Arm a fault that loses an answer for a press: for its call, and where that
        is repeated while the person waits, for the repetition as well."""
        count = 2 if self.REPEATS_CALLS else 1
        return self.arm(kind, what, count=count, **options)

    def arm_reads(self, kind, **options):
        raise NotImplementedError

    def arm_tokens(self, kind, **options):
        return self.sandbox.arm_fault(kind, path=self.TOKEN_PATH, **options)

    def arm_rate_limit(self):
        """:return: the seconds, at least, that no call may be made"""
        raise NotImplementedError

    def arm_server_error(self):
        """An answer of 500, though the work was done."""
        self.arm("error_500", commit=True)

    def arm_lost_consent(self, path=None):
        """The consent turns out to be revoked at the next call."""
        self.sandbox.arm_fault("revoked_grant", path=path or self.API_PATH)


def decimal(value):
    return Decimal(str(value))
