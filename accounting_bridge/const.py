# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Fixed values of the bridge, one place for each."""

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

#: Documents that one slice of the scheduled action takes.
SENDING_SLICE = 50

#: Seconds after which somebody else's transaction on the same rows is surely over.
CONFLICT_DELAY = 20

#: Seconds that the person who pressed waits for the provider's answer.
PRESS_PATIENCE = 8

#: Seconds that the scheduled action leaves a new document to the person who pressed.
PRESS_GRACE = 15

#: People that may wait for an answer at once, in one process.
PRESS_WAITERS = 2

#: Seconds before the same document is tried again, by the number of its tries.
RETRY_DELAYS = (60, 180, 600, 1800, 3600, 10800, 21600)

#: Seconds after which a document that still can't be sent is given up.
RETRY_LIMIT = 86400
