# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A company outside the United States whose owner has sales tax turned off.

It has no tax codes, so a line that names one names nothing: it is refused, as makers
of other connectors report. A TxnTaxDetail is ignored and not stored, as Intuit's
reference of the entities says. GlobalTaxCalculation stays required, as everywhere
outside the United States; whatever it says, there is no tax.
"""

from .. import errors
from .lines import detail_of


def check(record):
    """Refuse tax codes; leave out whatever else speaks of taxes."""
    if not record.get("GlobalTaxCalculation"):
        raise errors.missing("GlobalTaxCalculation")
    for line in record["Line"]:
        detail = detail_of(line)
        if code := detail.get("TaxCodeRef"):
            raise errors.bad_reference("Line.TaxCodeRef", code["value"])
        detail.pop("TaxInclusiveAmt", None)
    record["GlobalTaxCalculation"] = "NotApplicable"
    record.pop("TxnTaxDetail", None)
