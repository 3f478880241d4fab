# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which tax code may stand for a set of taxes: a proposal, and why.

Rate, kind and name decide, in this order. Where two codes are equally likely, nothing
is proposed: a wrong code is worse than a question.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

#: Kinds of tax which are proposed only to a code of the same kind.
SPECIAL_KINDS = ("reverse_charge", "import", "withholding")

#: Kinds that all come to nothing on the document, and yet are reported apart.
UNTAXED_KINDS = ("zero", "exempt", "none", "out_of_scope")

#: For a line without tax: the kinds of code that may stand for it, best first.
KINDS_FOR_NO_TAX = ("none", "out_of_scope", "exempt", "zero")

#: What a name tells about the kind of a tax of 0 %.
WORDS_OF_UNTAXED_KINDS = (
    ("out_of_scope", ("out of scope", "outside the scope", "not subject")),
    ("exempt", ("exempt",)),
    ("none", ("no tax", "no vat", "no gst", "tax free", "untaxed")),
    ("zero", ("zero", "export")),
)

#: Words that nearly every tax's name has, and that tell nothing about which it is.
EMPTY_WORDS = frozenset(
    "a an and at based charged for gst hst in of on or pst rate rated standard tax "
    "taxed the vat "
    "bill bills cost costs expense expenses income input invoice invoices output "
    "outputs inputs purchase purchases revenue sale sales".split()
)

#: Rates are compared to this many percent: Odoo and the providers keep 4 decimals.
RATE_TOLERANCE = Decimal("0.0001")


@dataclass(frozen=True)
class TaxFacts:
    """One tax of Odoo that is not a group.

    ``amount`` is what its settings say, in percent where ``amount_type`` is
    ``percent`` or ``division``. ``factors`` are the percentages of the tax lines in
    its distribution for invoices: ``(100,)`` for most, ``(100, -100)`` for a reverse
    charge.
    """

    name: str
    amount_type: str
    amount: Decimal
    factors: tuple[Decimal, ...] = (Decimal(100),)
    include_base_amount: bool = False
    is_base_affected: bool = True


@dataclass(frozen=True)
class TaxSetFacts:
    """A set of taxes as a whole. ``rate`` is the effective percentage of the untaxed
    amount, None where it can't be told. ``kind`` is one of the tax code's kinds, None
    where the taxes of the set are of different special kinds."""

    name: str
    rate: Decimal | None
    kind: str | None


@dataclass(frozen=True)
class TaxCodeFacts:
    """A tax code as far as proposals need it. ``reference`` is the caller's own."""

    reference: int
    name: str
    rate: Decimal
    kind: str


@dataclass(frozen=True)
class TaxProposal:
    """A tax code, proposed. ``reason`` is one of ``same_rate_and_name``,
    ``only_same_rate``, ``same_rate_plainest``, ``same_kind_and_rate``,
    ``same_kind``, ``stands_for_no_tax``."""

    reference: int
    reason: str


def describe_tax_set(taxes, name=""):
    """See what a set of taxes comes to.

    :param list[TaxFacts] taxes: in the order in which they are applied, groups
        already replaced by their taxes
    :param str name: the set's name, where it has one of its own (a group)
    :rtype: TaxSetFacts
    """
    name = name or " ".join(tax.name for tax in taxes)
    if not taxes:
        return TaxSetFacts(name, Decimal(0), "none")
    rate = _effective_rate(taxes)
    return TaxSetFacts(name, rate, _kind_of_set(taxes, name, rate))


def propose_tax_code(tax_set, codes):
    """The tax code that may stand for a set of taxes.

    :param TaxSetFacts tax_set:
    :param list[TaxCodeFacts] codes: the codes of the set's direction
    :return: None where no code fits or none fits best
    :rtype: TaxProposal | None
    """
    if tax_set.rate is None or tax_set.kind is None:
        return None
    if tax_set.kind == "none" and not tax_set.name:
        return _propose_for_no_tax(codes)
    if tax_set.kind in UNTAXED_KINDS:
        return _propose_untaxed(tax_set, codes)
    if tax_set.kind in SPECIAL_KINDS:
        return _propose_special(tax_set, codes)
    same_rate = [
        code
        for code in codes
        if code.kind == "normal" and _is_same_rate(code.rate, tax_set.rate)
    ]
    return _choose(tax_set, same_rate)


# --- The set ---------------------------------------------------------------------


def _effective_rate(taxes):
    """Percent of the untaxed amount that the taxes come to, the way Odoo applies them
    one after the other. A reverse charge counts with its nominal rate."""
    base = Decimal(100)
    total = added_to_base = Decimal(0)
    for tax in taxes:
        own_base = base + (added_to_base if tax.is_base_affected else Decimal(0))
        amount = _amount_on(tax, own_base)
        if amount is None:
            return None
        total += amount
        if tax.include_base_amount:
            added_to_base += amount
    return total


def _amount_on(tax, base):
    if tax.amount_type == "percent":
        return base * tax.amount / 100
    if tax.amount_type == "division" and tax.amount < 100:
        return base / (1 - tax.amount / 100) - base
    return None


def _kind_of_set(taxes, name, rate):
    special_kinds = {_special_kind(tax) for tax in taxes} - {None}
    if len(special_kinds) > 1:
        return None
    if special_kinds:
        return special_kinds.pop()
    if rate == 0:
        return _untaxed_kind(name)
    return "normal"


def _special_kind(tax):
    """Reverse charge, import or withholding, known by how the tax is distributed."""
    if tax.amount < 0:
        return "withholding"
    if any(factor < 0 for factor in tax.factors):
        if sum(tax.factors) < 0:
            return "withholding"
        return "import" if _is_for_imports(tax) else "reverse_charge"
    if tax.amount and _is_for_imports(tax):
        return "import"
    return None


def _is_for_imports(tax):
    return bool({"import", "imports", "importation"} & _words(tax.name))


def _untaxed_kind(name):
    """The kind of a tax of 0 %, by its name. Zero-rated where the name tells nothing,
    since that is what a tax of 0 % says."""
    lowered = f" {name.lower()} "
    for kind, phrases in WORDS_OF_UNTAXED_KINDS:
        if any(phrase in lowered for phrase in phrases):
            return kind
    return "zero"


# --- The code --------------------------------------------------------------------


def _propose_for_no_tax(codes):
    for kind in KINDS_FOR_NO_TAX:
        of_kind = [code for code in codes if code.kind == kind]
        if len(of_kind) == 1:
            return TaxProposal(of_kind[0].reference, "stands_for_no_tax")
        if of_kind:
            return None
    return None


def _propose_untaxed(tax_set, codes):
    same_kind = [code for code in codes if code.kind == tax_set.kind]
    if len(same_kind) == 1:
        return TaxProposal(same_kind[0].reference, "same_kind")
    return _choose(tax_set, same_kind)


def _propose_special(tax_set, codes):
    same_kind = [code for code in codes if code.kind == tax_set.kind]
    # Providers give such codes the nominal rate, or 0 for what comes to nothing on
    # the document.
    for rate in (tax_set.rate, Decimal(0)):
        same_rate = [code for code in same_kind if _is_same_rate(code.rate, rate)]
        if len(same_rate) == 1:
            return TaxProposal(same_rate[0].reference, "same_kind_and_rate")
        if same_rate:
            return _choose(tax_set, same_rate)
    return None


def _choose(tax_set, codes):
    """The most likely of codes that all have the rate, None where two are."""
    if not codes:
        return None
    if len(codes) == 1:
        return _propose_only(tax_set, codes[0])
    ranked = sorted(codes, key=lambda code: _likeness(tax_set.name, code.name))
    best, second = ranked[-1], ranked[-2]
    likeness = _likeness(tax_set.name, best.name)
    if likeness == _likeness(tax_set.name, second.name):
        return None
    shared, _unshared = likeness
    reason = "same_rate_and_name" if shared else "same_rate_plainest"
    return TaxProposal(best.reference, reason)


def _propose_only(tax_set, code):
    """The only code with the rate, unless the two names tell of different taxes: one
    of Manitoba is none of British Columbia, though both have 12 %."""
    if _shared_words(tax_set.name, code.name):
        return TaxProposal(code.reference, "same_rate_and_name")
    if _words(tax_set.name) and _words(code.name):
        return None
    return TaxProposal(code.reference, "only_same_rate")


def _likeness(set_name, code_name):
    """How well two names fit: first by the words they share, then by how little the
    code's name says that the set's does not ("capital purchases" is no plain code)."""
    shared = _shared_words(set_name, code_name)
    return len(shared), -len(_words(code_name) - _words(set_name))


def _shared_words(one, other):
    return _words(one) & _words(other)


def _words(name):
    """The words of a name that tell one tax from another: no rates, no direction."""
    words = re.findall(r"[^\W\d_]+", name.lower())
    return {word for word in words if len(word) > 1} - EMPTY_WORDS


def _is_same_rate(one, other):
    return abs(one - other) <= RATE_TOLERANCE
