# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Fixed values of QuickBooks Online, one place for each."""

#: The scope that covers all that the bridge does.
SCOPES = ("com.intuit.quickbooks.accounting",)

#: The only version of the API that is alive.
MINOR_VERSION = 75

#: Items in one batch: what Intuit recommends as the most.
BATCH_SIZE = 30

#: Calls that QuickBooks takes: of a company and app at once (ten a second), of a
#: company in a minute, and of a company and app in batches in a minute.
CALLS_AT_ONCE = 10
CALLS_A_MINUTE = 500
BATCHES_A_MINUTE = 40

#: Records on the first page of each of several lists that are read in one batch: an
#: answer to a batch holds at most 1000.
SHARED_PAGE_SIZE = 300

#: IDs in one query: Intuit names no limit.
IDS_PER_QUERY = 50

#: Seconds during which a key is surely still known. How long QuickBooks keeps keys is
#: undocumented, so nothing is repeated in the trust that it still knows one: the marks
#: tell.
REPLAY_WINDOW = 0

#: Seconds that a call may take where its caller sets no limit of its own.
READ_TIMEOUT = 60

#: Seconds that a call for tokens, or for where to ask for them, may take: others wait
#: for it.
TOKEN_TIMEOUT = 20

#: Seconds to leave QuickBooks alone after a 429 that does not say how long.
RATE_LIMIT_DELAY = 60

#: Days after which a consent ends that is never used, where the answer does not say.
CONSENT_DAYS = 100

#: Types of account that may be chosen, by purpose.
INCOME_ACCOUNT_TYPES = ("Income", "Other Income")
COST_ACCOUNT_TYPES = ("Cost of Goods Sold", "Expense", "Other Expense")
# Down payments: QuickBooks' own help puts a liability into a service item's income
# account; whether its API takes one is not documented.
ADVANCE_ACCOUNT_TYPES = ("Other Current Liability", *INCOME_ACCOUNT_TYPES)
INVENTORY_ACCOUNT_TYPES = ("Other Current Asset",)

#: Kinds of sales tax: the first two are those of companies in the United States, the
#: others those of all others.
SALES_TAX_KINDS = [
    ("automated", "Automated sales tax"),
    ("manual", "Sales tax by the company's own rates"),
    ("codes", "Tax codes"),
    ("off", "Turned off in QuickBooks"),
]

#: What lines in the United States say instead of a tax code: taxed or not.
PSEUDO_TAX_CODES = ("TAX", "NON")
