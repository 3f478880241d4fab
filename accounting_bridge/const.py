# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Fixed values of the bridge, one place for each."""

from datetime import timedelta

#: What a document can be over there.
DOCUMENT_TYPES = [
    ("invoice", "Invoice"),
    ("bill", "Bill"),
    ("purchase_order", "Purchase Order"),
    ("credit_note", "Credit Note"),
]

#: Where a document is on its way, on our side.
DOCUMENT_STATES = [
    ("preparing", "Preparing"),
    ("queued", "Queued"),
    ("sending", "Sending"),
    ("waiting", "Waiting"),
    ("done", "Sent"),
    ("failed", "Failed"),
    ("cancel", "Cancelled"),
]

#: What a document is over there.
REMOTE_STATES = [
    ("draft", "Draft"),
    ("submitted", "Submitted for Approval"),
    ("approved", "Approved"),
    ("part_paid", "Partly Paid"),
    ("paid", "Paid"),
    ("billed", "Billed"),
    ("voided", "Voided"),
    ("deleted", "Deleted"),
]

#: Remote states in which a document no longer stands for anything.
GONE_REMOTE_STATES = ("voided", "deleted")

#: The badge of an order in its list: its documents' states in one word.
ORDER_STATES = [
    ("part", "Part"),
    ("waiting", "Waiting"),
    ("failed", "Failed"),
    ("draft", "Draft"),
    ("submitted", "Submitted for Approval"),
    ("approved", "Approved"),
    ("part_paid", "Partly Paid"),
    ("paid", "Paid"),
    ("over", "Over-invoiced"),
    ("gone", "Voided"),
]

#: States of a connection in which it belongs to its organization.
LIVE_STATES = ("connected", "reconnect")

#: Statuses that a new invoice or bill can be given over there.
NEW_DOCUMENT_STATUSES = [
    ("draft", "Draft"),
    ("submitted", "Submitted for approval"),
    ("approved", "Approved"),
]

#: The uses a ledger account can be mapped to, with the classes of account that
#: the setup offers for each.
ACCOUNT_PURPOSES = [
    ("sale", "Sales"),
    ("purchase", "Purchases"),
    ("down_payment", "Down payments"),
    ("inventory", "Inventory assets"),
    ("cost_of_goods", "Cost of goods sold"),
]

#: The uses of which a product category can have a ledger account of its own.
CATEGORY_PURPOSES = ("sale", "purchase", "inventory", "cost_of_goods")

#: The lists of the directory, in the order in which they are read.
DIRECTORY_LISTS = ("currencies", "ledger_accounts", "tax_codes", "contacts", "items")

#: Documents that a search over there shows at most.
FOUND_DOCUMENTS = 20

#: Seconds for which contacts are read in one go: whoever connects waits for them, and
#: in the scheduled action everybody's documents do.
CONTACTS_PATIENCE = 8

#: Seconds before the last reading from which changes are asked for: the clock over
#: there may differ, and a record may be saved while we read.
CHANGES_OVERLAP = 300

#: States of a document that the scheduled action will come to.
DUE_STATES = ("preparing", "queued", "sending", "waiting")

#: Which contacts an import takes over.
IMPORT_ROLES = [
    ("both", "Customers and suppliers"),
    ("customer", "Customers"),
    ("supplier", "Suppliers"),
]

#: What an import does with partners that exist.
ON_EXISTING = [
    ("keep", "Leave them as they are"),
    ("complete", "Complete what is empty"),
    ("overwrite", "Overwrite with what is over there"),
]

#: Seconds for which the facts of an organization, as its lock date, are believed.
FACTS_LIFETIME = 86400

#: Whose the partners are that an import makes.
IMPORT_SHARING = [
    ("all", "Shared by all companies"),
    ("company", "Only this company"),
]

#: Seconds before a list that could not be read is asked for again.
LIST_DELAY = 900

#: Seconds that a consent (the trip to the provider and back) may take.
CONSENT_LIFETIME = 600

#: Days before the end of a consent from which on it is used to put the end off, or,
#: where that is no help, its administrator is told.
CONSENT_NOTICE_DAYS = 30

#: The activity of an administrator whose consent is gone, and of one whose consent
#: is about to end.
CONSENT_GONE_ACTIVITY = "mail.mail_activity_data_warning"
CONSENT_END_ACTIVITY = "accounting_bridge.activity_consent_end"

#: Seconds for which a sender owns the documents it claimed.
SENDING_LEASE = 300

#: Seconds after which a lease is begun anew while the sender is at it. So whatever
#: it does next has all but this of the lease.
LEASE_RENEWAL = 60

#: Full calls that one slice of the scheduled action comes to, at most: the directory
#: is brought up to date once for all of them.
BATCHES_PER_SLICE = 6

#: Orders that are written to in one transaction. While a user saves one of them, the
#: others go one by one. Slices of calls of 30 and of 50 documents divide by it, so that
#: none ends with a transaction for a few.
ORDERS_AT_ONCE = 60

#: Seconds after a refresh for which the directory of contacts is not read again.
CONTACTS_FRESH = 60

#: Documents of a bulk press that are made in one transaction. No order is written to.
DOCUMENTS_AT_ONCE = 500

#: Seconds after which somebody else's transaction on the same rows is surely over.
CONFLICT_DELAY = 20

#: Seconds between two messages on how a bulk press fares.
BULK_NEWS_PAUSE = 1

#: The most documents that are sent while the person waits. Of more, the scheduled
#: actions send all.
SENT_AT_ONCE = 50

#: A call is not begun with less time left for it, in seconds.
LEAST_CALL_TIME = 1

#: Seconds that the person who pressed waits for the provider's answer.
PRESS_PATIENCE = 8

#: Seconds that the scheduled action leaves a new document to the person who pressed.
PRESS_GRACE = 15

#: People that may wait for an answer at once, in one process.
PRESS_WAITERS = 2

#: Seconds before the same document is tried again, by the number of its tries.
RETRY_DELAYS = (60, 180, 600, 1800, 3600, 10800, 21600)

#: By how much such a time is lengthened or shortened at random, as a share of it.
JITTER = 0.2

#: Seconds of tries after which a document that still can't be sent, or whose doubt
#: still can't be settled, is given up. Waiting for a limit on calls does not count.
RETRY_LIMIT = 86400

#: In the context of the scheduled action: its work makes room for people who wait.
SCHEDULED_WORK = "accounting_bridge_scheduled_work"

#: Calls under way at once that the scheduled action leaves to people who wait.
SLOT_RESERVE = 1

#: Calls that the scheduled action leaves to people who wait: in a minute, in a day.
MINUTE_RESERVE = 6
DAY_RESERVE = 50

#: How long the provider's word that the day's calls are used up is believed, where it
#: is not known when its day ends.
DAY_PROBE = timedelta(hours=1)

#: More calls of the day than before by so many: a new day has begun. Answers that
#: overtake one another differ by less.
DAY_LEAP = 50

#: Seconds after which a call under way has surely made room for another one, at the
#: least and at the most.
SLOT_DELAYS = (2, 6)

#: The activity of an administrator whose provider allows no more calls today.
DAY_LIMIT_ACTIVITY = "accounting_bridge.activity_day_limit"

#: Days for which the log of calls keeps bodies where the system parameter of this name
#: says nothing else, and days for which it keeps calls at all.
CALL_BODY_DAYS = 30
CALL_BODY_DAYS_PARAMETER = "accounting_bridge.call_body_days"
CALL_DAYS = 90
