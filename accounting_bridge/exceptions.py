# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What can go wrong between Odoo and a provider, sorted by who must act.

A provider raises only these. Each carries a sentence for a person: what happened,
to what, and what to do. None ever carries a token, a secret or a request header.
"""


class BridgeError(Exception):
    """Base of all errors of the bridge.

    :param str message: a sentence for a person, already translated
    """

    def __init__(self, message):
        super().__init__(message)
        self.message = message


class TryAgain(BridgeError):
    """Nothing was done over there; the same call may succeed later.

    :param float delay: seconds to wait, where the provider said so, else None
    :param bool whole_connection: True when every call of the connection must wait
        (rate limit, service down), False when only this one must
    :param bool is_limit: True when a limit on calls stands in the way, the provider's
        or our own: waiting for it counts as no try, and has no end but the limit's
    """

    def __init__(self, message, delay=None, whole_connection=True, is_limit=False):
        super().__init__(message)
        self.delay = delay
        self.whole_connection = whole_connection
        self.is_limit = is_limit


class AnswerLost(BridgeError):
    """The call left, and whether it was carried out over there is unknown.

    Repeat the same bytes with the same key, or look for the marks.

    :param bool may_repeat: False when the provider won't answer the same key again:
        then only the marks tell
    """

    def __init__(self, message, may_repeat=True):
        super().__init__(message)
        self.may_repeat = may_repeat


class PersonMustAct(BridgeError):
    """The provider refused, and will refuse again until a person changes something.

    :param bool is_of_content: True when it refused what was sent: where that was
        several documents, one of them alone may be the reason
    """

    def __init__(self, message, is_of_content=False):
        super().__init__(message)
        self.is_of_content = is_of_content


class Reconnect(BridgeError):
    """No call of the connection can succeed before an administrator connects again:
    the consent is gone or does not reach the organization, or the app, the user who
    consented or the subscription is refused.

    :param bool is_consent_gone: True when the provider says that the tokens are good
        for nothing any more
    """

    def __init__(self, message, is_consent_gone=False):
        super().__init__(message)
        self.is_consent_gone = is_consent_gone
