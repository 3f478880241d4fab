# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Fixed values of Xero, one place for each."""

#: The granular scopes of 2026, and no more than the bridge uses.
SCOPES = (
    "offline_access",
    "openid",
    "profile",
    "accounting.contacts",
    "accounting.invoices",
    "accounting.settings.read",
)

#: Documents or contacts in one call: what Xero recommends as the most.
BATCH_SIZE = 50

#: Calls that Xero takes of a tenant and app: at once, and in a minute.
CALLS_AT_ONCE = 5
CALLS_A_MINUTE = 60

#: Records on a page: the most that Xero gives.
PAGE_SIZE = 1000

#: IDs in one query: more make an address that is too long.
IDS_PER_CALL = 40

#: Seconds during which an idempotency key is surely still known. Xero keeps keys
#: for six minutes from the first call.
REPLAY_WINDOW = 300

#: Seconds that a call may take where its caller sets no limit of its own.
READ_TIMEOUT = 60

#: Seconds that a call for tokens may take: others wait for it.
TOKEN_TIMEOUT = 20

#: Days after which a consent ends that is never used.
CONSENT_DAYS = 60

#: Types of account whose amounts are the cost of what is bought.
COST_ACCOUNT_TYPES = ("DIRECTCOSTS", "EXPENSE", "OVERHEADS")
