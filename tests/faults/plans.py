# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What goes wrong in a fault run: every kind that each provider's sandbox knows."""

from tests.sandbox.faults import COMMON_KINDS

#: Seconds that a call is slow, and of the sandbox's clock that work comes too late.
SLOW, LATE = 1, 40

#: Seconds that a limit lasts, where the fault may say so.
LIMITED = 90

#: Refusals of a whole call in a run: after each, its documents go one by one.
REFUSALS = 3

COMMON = (
    {"kind": "slow", "seconds": SLOW},
    {"kind": "reset_before_commit"},
    {"kind": "reset_after_commit"},
    {"kind": "commit_later", "seconds": LATE},
    {"kind": "html_200"},
    {"kind": "html_200", "commit": True},
    {"kind": "html_503"},
    {"kind": "html_503", "commit": True},
    {"kind": "error_503"},
    {"kind": "error_503", "commit": True},
    {"kind": "error_500"},
    {"kind": "error_500", "commit": True},
    {"kind": "error_400", "count": REFUSALS},
    {"kind": "expired_token"},
)
#: What goes wrong when a token is renewed. An answer lost after the commit takes the
#: new token with it: some providers then end the consent.
TOKENS = (
    {"kind": "slow", "seconds": SLOW},
    {"kind": "reset_before_commit"},
    {"kind": "reset_after_commit", "count": 1},
    {"kind": "html_503"},
    {"kind": "error_503"},
)

#: After these a person must reconnect: each comes once.
ENDS_OF_CONSENT = ("revoked_grant", "disconnected")

OWN = {
    "xero": (
        {"kind": "rate_limit_minute", "retry_after": LIMITED},
        {"kind": "rate_limit_day", "retry_after": LIMITED},
        {"kind": "rate_limit_concurrent"},
        # What an odd account or tax rate means is for a person: see the odd documents
        # and contacts alone.
        {"kind": "quirk_nulls", "path": "/Invoices|/Contacts"},
        {"kind": "quirk_unknown_enum", "path": "/Invoices|/Contacts"},
        {"kind": "revoked_grant"},
    ),
    "qbo": (
        {"kind": "fault_200"},
        {"kind": "fault_200", "commit": True},
        {"kind": "truncated_json"},
        {"kind": "rate_limit"},
        {"kind": "rate_limit_json"},
        {"kind": "monthly_cap"},
        {"kind": "expired_token_xml"},
        {"kind": "duplicate_request_id"},
        {"kind": "replay_unknown"},
        {"kind": "revoked_grant"},
        {"kind": "disconnected"},
    ),
}
#: As long as no provider's month ends in the middle of a day's run.
ONCE = (*ENDS_OF_CONSENT, "monthly_cap")


def faults_for(books):
    """The faults for the calls of a provider.

    :param books: of ``tests.books``, or its class
    :raise ValueError: when the sandbox knows a kind that is not among them
    """
    faults = [
        {
            "path": books.API_PATH,
            "count": 1 if fault["kind"] in ONCE else None,
            **fault,
        }
        for fault in (*COMMON, *OWN[books.CODE])
    ]
    faults += [{"path": books.TOKEN_PATH, "count": None, **fault} for fault in TOKENS]
    forgotten = {*COMMON_KINDS, *books.sandbox_class.own_fault_kinds}
    forgotten -= {fault["kind"] for fault in faults}
    if forgotten:
        raise ValueError(f"No fault run meets {sorted(forgotten)}")
    return faults
