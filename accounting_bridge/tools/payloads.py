# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The plain values that pass between Odoo and a provider.

No Odoo record goes into a client and no SDK object comes out of one: what crosses
the line is here. Everything is frozen. Money, quantities and rates are ``Decimal``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

# --- Out: what Odoo means to have over there -------------------------------------


@dataclass(frozen=True)
class AddressPayload:
    """A postal address. ``kind`` is ``billing`` or ``delivery``; ``region`` is the
    name of the state, ``region_code`` its code in the country (``CA``); ``country``
    is the English name, ``country_code`` its ISO 3166 code of two letters."""

    kind: str
    lines: tuple[str, ...] = ()
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    country_code: str = ""
    region_code: str = ""


@dataclass(frozen=True)
class ContactPayload:
    """A customer or supplier to be made over there.

    ``key`` is the partner's own key (at most 50 characters), by which it is found
    again where the provider has a place for it; ``reference`` a value of the caller's
    that comes back in the outcome. ``kind`` is what the provider's ``_contact_kind``
    gave, and ``name`` one of its ``_contact_names``.
    """

    reference: int
    key: str
    name: str
    kind: str = ""
    email: str = ""
    phone: str = ""
    tax_number: str = ""
    addresses: tuple[AddressPayload, ...] = ()
    is_customer: bool = False
    is_supplier: bool = False
    currency: str = ""


@dataclass(frozen=True)
class ItemPayload:
    """An item to be made over there: for a product, or for lines that can't name a
    ledger account.

    ``key`` (at most 50 characters) is its own mark: it comes back in the outcome, and
    the item is found again by it where it has no ``code``. ``code`` is the product's
    own, which people see there. ``account`` is the ``remote_key`` of the ledger
    account that sales of it go to, ``purchase_account`` that of what is paid for it;
    empty = it is not sold, or not bought. Prices are without tax, in the
    organization's currency, None = none is set. ``is_service`` is False for goods.
    """

    key: str
    name: str
    account: str
    code: str = ""
    description: str = ""
    sales_price: Decimal | None = None
    purchase_price: Decimal | None = None
    purchase_account: str = ""
    is_service: bool = True


@dataclass(frozen=True)
class LinePayload:
    """One line of a document.

    A text line has a description alone: ``quantity`` is None.

    ``unit_price`` is as Odoo holds it: without tax, or with it where the document's
    ``tax_mode`` is ``inclusive``. ``discount`` is a percentage (10 = 10 %).
    ``subtotal`` (without tax), ``tax`` and ``total`` are Odoo's, rounded to the
    currency: what the line must come to over there. ``account`` is the provider's
    own key of the ledger account as the directory holds it (``remote_key``),
    ``tax_code`` that of the tax code and ``item`` that of the item, each empty where
    the provider needs none. ``is_taxed`` tells whether the line bears a tax in Odoo.
    """

    description: str
    quantity: Decimal | None = None
    unit_price: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
    subtotal: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    total: Decimal = Decimal(0)
    account: str = ""
    tax_code: str = ""
    item: str = ""
    is_taxed: bool = False


@dataclass(frozen=True)
class DocumentPayload:
    """One invoice, bill, purchase order or credit note to be made over there.

    ``reference`` comes back in the outcome (the document's database id).
    ``document_type`` is one of ``invoice``, ``bill``, ``purchase_order``,
    ``credit_note``. ``mark`` is the token by which it can be found again; ``url``
    leads back to the order and contains the mark. ``number`` is empty where the
    provider numbers. ``contact`` is the provider's key of the contact.
    ``delivery_address`` is where the goods go. ``purchase_orders`` are the provider's
    ids of the purchase orders that a bill is for.
    ``tax_mode`` is ``exclusive`` or ``inclusive`` (unit prices contain the tax).
    ``currency_rate`` is Odoo's: units of ``currency`` for one of the company's own;
    None where the currency is the organization's own. ``status`` is ``draft``,
    ``submitted`` or ``approved``. Totals are Odoo's, rounded to the currency.
    """

    reference: int
    document_type: str
    mark: str
    contact: str
    currency: str
    date: date
    due_date: date | None
    lines: tuple[LinePayload, ...]
    subtotal: Decimal
    tax: Decimal
    total: Decimal
    number: str = ""
    note: str = ""
    url: str = ""
    tax_mode: str = "exclusive"
    currency_rate: Decimal | None = None
    currency_decimals: int = 2
    status: str = "draft"
    delivery_address: AddressPayload | None = None
    purchase_orders: tuple[str, ...] = ()


@dataclass(frozen=True)
class AppCredentials:
    """The administrator's own app at the provider."""

    client_id: str
    client_secret: str = field(repr=False)


# --- Back: what the provider holds -----------------------------------------------


@dataclass(frozen=True)
class TokenSet:
    """What a token endpoint gave. Times are naive UTC, as Odoo stores them.

    ``consent_expires_at`` is the end of the refresh token if it is never used,
    ``consent_ends_at`` its end however much it is used, None where it has none or
    the provider did not say.
    ``user_id`` and ``user_name`` tell who consented; ``consent_id`` names this one
    consent, where the provider can list what it added. The representation hides
    the tokens.
    """

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    access_expires_at: datetime
    consent_expires_at: datetime
    scopes: tuple[str, ...]
    user_id: str = ""
    user_name: str = ""
    consent_id: str = ""
    consent_ends_at: datetime | None = None


@dataclass(frozen=True)
class RemoteOrganizationChoice:
    """One organization that a consent reaches. ``link_id`` is the provider's id of
    the tie between app and organization, needed to cut it; ``is_new`` tells that
    this very consent added or confirmed it."""

    organization_id: str
    name: str
    link_id: str = ""
    is_new: bool = True


@dataclass(frozen=True)
class RemoteOrganization:
    """The facts of an organization. ``rights`` are the names of what the connecting
    user may do (``create_draft_invoice``, ``approve_invoice``, ``approve_bill``,
    ``create_draft_bill``, ``create_purchase_order``, ``approve_purchase_order``,
    ``use_currencies``). ``own_values`` are values of the fields that the provider's
    addon adds to the connection, by field name."""

    organization_id: str
    name: str
    country_code: str
    base_currency: str
    short_code: str = ""
    lock_date: date | None = None
    year_lock_date: date | None = None
    rights: frozenset[str] = frozenset()
    timezone: str = ""
    is_demo: bool = False
    own_values: Mapping = field(default_factory=dict)


@dataclass(frozen=True)
class RemoteLedgerAccount:
    """``remote_key`` is what a document's line names it by. ``account_class`` is one
    of ``asset``, ``liability``, ``equity``, ``revenue``, ``expense``;
    ``account_type`` the provider's own type. ``is_selectable`` is False for
    accounts that no line may use (bank, system accounts)."""

    remote_id: str
    remote_key: str
    code: str
    name: str
    account_type: str
    account_class: str
    is_active: bool = True
    is_selectable: bool = True


@dataclass(frozen=True)
class RemoteTaxCode:
    """``rate`` is a percentage. ``direction`` is ``sale``, ``purchase`` or ``both``.
    ``kind`` is one of ``normal``, ``zero``, ``exempt``, ``none``,
    ``out_of_scope``, ``reverse_charge``, ``import``, ``withholding``: what the
    code is for, where the provider tells or its name does. ``account_classes``
    are the classes of account it may be used with, empty = all. ``own_values`` are
    values of the fields that the provider's addon adds to the tax code."""

    remote_id: str
    remote_key: str
    name: str
    rate: Decimal
    direction: str
    kind: str = "normal"
    account_classes: frozenset[str] = frozenset()
    is_active: bool = True
    own_values: Mapping = field(default_factory=dict)


@dataclass(frozen=True)
class RemoteContact:
    """A contact over there. ``key`` is our partner's key, if it bears one.
    ``status`` is ``active``, ``archived`` or ``merged``. ``remote_key`` is what a
    document names it by, empty = ``remote_id``; ``kind`` as the provider's
    ``_contact_kind`` gives it.

    ``first_name`` and ``last_name`` are those of a person, where the provider keeps
    them. Texts are as they were typed there: an address can have its country as a
    name, as an ISO 3166 code of two or three letters, or as anything else, all of it
    in ``country``. ``is_part``: it is a project of another contact, or stands below
    it, and is no company of its own. ``currency`` is the ISO code of the contact's own,
    empty where it has none. ``receivable`` and ``payable`` are what is outstanding, in
    ``balance_currency`` (an ISO code, empty = the organization's currency); None where
    the provider does not tell."""

    remote_id: str
    name: str
    remote_key: str = ""
    kind: str = ""
    key: str = ""
    email: str = ""
    tax_number: str = ""
    status: str = "active"
    merged_into: str = ""
    is_customer: bool = False
    is_supplier: bool = False
    is_part: bool = False
    updated_at: datetime | None = None
    phone: str = ""
    mobile: str = ""
    website: str = ""
    first_name: str = ""
    last_name: str = ""
    currency: str = ""
    addresses: tuple[AddressPayload, ...] = ()
    receivable: Decimal | None = None
    payable: Decimal | None = None
    balance_currency: str = ""


@dataclass(frozen=True)
class ContactPage:
    """Some of the contacts over there, and the ``cursor`` from which a later call goes
    on behind them; empty where they are the last. ``reaches_back_to`` is the moment
    (naive UTC) after which no change is still to come on a later page; None where the
    pages are not in the order of changes."""

    contacts: list[RemoteContact]
    cursor: str = ""
    reaches_back_to: datetime | None = None


def oldest_change(remotes):
    """When the one of these was changed whose last change is the oldest.

    :param remotes: each with ``updated_at``
    :return: None where that is not known of each
    :rtype: datetime | None
    """
    moments = [remote.updated_at for remote in remotes]
    return min(moments) if moments and all(moments) else None


@dataclass(frozen=True)
class RemoteItem:
    """An item over there. ``remote_key`` is what a line names it by; ``key`` our own
    mark, or whatever stands in its place; ``code`` what people call it by, beside its
    name; ``account`` the ``remote_key`` of the ledger account that sales of it go to,
    ``purchase_account`` that of what is paid for it. Prices are without tax, in the
    organization's currency, None where none is set."""

    remote_id: str
    remote_key: str
    name: str
    key: str = ""
    account: str = ""
    is_active: bool = True
    updated_at: datetime | None = None
    code: str = ""
    description: str = ""
    sales_price: Decimal | None = None
    purchase_price: Decimal | None = None
    purchase_account: str = ""
    is_sold: bool = True
    is_purchased: bool = False


@dataclass(frozen=True)
class RemoteDocument:
    """A document over there. ``state`` is one of ``const.REMOTE_STATES``, empty
    where the provider's status is none that we know. ``issued_on`` is its date,
    ``contact_name`` what its contact is called there."""

    remote_id: str
    document_type: str
    number: str
    state: str
    contact: str
    currency: str
    subtotal: Decimal
    tax: Decimal
    total: Decimal
    amount_due: Decimal
    amount_paid: Decimal
    mark: str = ""
    updated_at: datetime | None = None
    issued_on: date | None = None
    contact_name: str = ""


@dataclass(frozen=True)
class DocumentOutcome:
    """The verdict on one document of a batch: either ``document`` is what was made,
    or ``errors`` are the provider's own words. ``is_duplicate_number`` tells that
    the number is taken over there: adopt what bears our mark, nothing else.
    ``is_closed_period`` tells that the books are closed for its date,
    ``is_reference_gone`` that something it names is not there, or inactive, and
    ``is_contact_gone`` that it is the contact."""

    reference: int
    document: RemoteDocument | None = None
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    is_duplicate_number: bool = False
    is_closed_period: bool = False
    is_reference_gone: bool = False
    is_contact_gone: bool = False

    @property
    def may_lack_contact(self):
        """Whether the contact that it names may be gone.

        :rtype: bool
        """
        return self.is_contact_gone or self.is_reference_gone


@dataclass(frozen=True)
class ContactOutcome:
    """The verdict on one contact of a batch."""

    reference: int
    contact: RemoteContact | None = None
    errors: tuple[str, ...] = ()


@dataclass(frozen=True)
class ItemOutcome:
    """The verdict on one item of a batch; ``key`` is that of its payload."""

    key: str
    item: RemoteItem | None = None
    errors: tuple[str, ...] = ()


@dataclass(frozen=True)
class CallRecord:
    """One finished API call, for the log and the rate limits. Bodies are redacted.
    ``status`` is the HTTP status, 0 where no answer came. ``*_left`` are the calls
    the provider says remain, None where it did not say. ``not_before`` is the
    moment (naive UTC) before which it wants no call."""

    method: str
    path: str
    status: int
    duration: float
    correlation_id: str = ""
    request_body: str = ""
    response_body: str = ""
    minute_left: int | None = None
    day_left: int | None = None
    not_before: datetime | None = None
