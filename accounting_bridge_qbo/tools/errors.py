# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which fault an answer of QuickBooks stands for.

Faults come as JSON, as the gateway's JSON in lower case, and as XML; with a status of
4xx or 5xx, and with 200.
"""

from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree

from odoo.addons.accounting_bridge.tools.faults import Cure, Kind, RemoteFault
from odoo.addons.accounting_bridge.tools.transport import utc_now
from odoo.addons.accounting_bridge.tools.wire import loads, records_of, text_of

from ..const import RATE_LIMIT_DELAY

#: A plain-text answer longer than this is a page, not a sentence.
_SENTENCE_LENGTH = 300

#: Codes that mean the same wherever and with whatever status they come.
_KINDS = {
    "100": Kind.TOKEN_EXPIRED,
    "110": Kind.TOKEN_EXPIRED,
    "3200": Kind.TOKEN_EXPIRED,
    "120": Kind.NOT_PERMITTED,
    "130": Kind.UNAVAILABLE,
    "3100": Kind.NOT_CONNECTED,
    "3001": Kind.RATE_LIMIT,
    "600": Kind.KEY_REUSED,
    "610": Kind.NOT_FOUND,
    "5010": Kind.STALE,
    "6190": Kind.SUBSCRIPTION_ENDED,
}

#: What an answer holds somewhere that speaks of a limit on calls.
_THROTTLED = b"3001"

#: From this code on it is QuickBooks itself that failed, as with this type of fault.
_FIRST_SEVERE_CODE = 10_000
_SEVERE_TYPE = "SystemFault"

#: A whole batch that is refused with a code below this one was never begun.
_FIRST_BUSINESS_CODE = 5000

#: What is no verdict on an item of a batch of writes.
_UNSETTLED = (Kind.ANSWER_LOST, Kind.RATE_LIMIT, Kind.TOKEN_EXPIRED)

#: The messages of the gateway in front of the service are no sentences.
_GATEWAY_PREFIX = "message="

#: What only the sentence about the month's quota says.
_MONTH_WORDS = ("month", "quota")


@dataclass(frozen=True)
class FaultError:
    """One error of a fault. ``code`` holds digits, without leading zeros."""

    code: str
    message: str
    detail: str = ""
    fault_type: str = ""

    @property
    def sentence(self):
        """What a person should read: the detail alone where it repeats the message."""
        if self.message.startswith(_GATEWAY_PREFIX):
            return self.detail or self.message
        message = self.message.rstrip(".: ")
        if message.lower() in self.detail.lower():
            return self.detail
        return f"{message}: {self.detail}" if self.detail else self.message

    @property
    def is_severe(self):
        """QuickBooks itself failed, and may have done the work all the same."""
        return self._number >= _FIRST_SEVERE_CODE or self.fault_type == _SEVERE_TYPE

    @property
    def is_of_form(self):
        """The call itself was refused, before any work."""
        return 0 < self._number < _FIRST_BUSINESS_CODE

    @property
    def _number(self):
        return int(self.code) if self.code.isdigit() else 0


# --- Reading faults ---------------------------------------------------------------


def errors_in(content):
    """The errors of a fault in JSON, in upper or lower case.

    :param content: an answer, or an item of a batch's answer
    :return: empty where it holds no fault
    :rtype: tuple[FaultError]
    """
    fault = _value(content, "Fault")
    fault_type = text_of(_value(fault, "Type"))
    found = _value(fault, "Error")
    found = found if isinstance(found, list) else [found]
    return tuple(
        _fault_error(each, fault_type) for each in found if isinstance(each, dict)
    )


def has_fault(content):
    """Whether there is a fault, though it may say nothing."""
    return isinstance(_value(content, "Fault"), dict)


def errors_of(response):
    """The errors in an answer, whatever its form.

    :param Response response:
    :rtype: tuple[FaultError]
    """
    try:
        return errors_in(loads(response.body))
    except ValueError:
        return _errors_in_xml(response.body)


def _value(content, name):
    if not isinstance(content, dict):
        return None
    found = content.get(name)
    return content.get(name.lower()) if found is None else found


def _fault_error(error, fault_type=""):
    return FaultError(
        code=text_of(_value(error, "Code")).strip().lstrip("0"),
        message=text_of(_value(error, "Message")).strip(),
        detail=text_of(_value(error, "Detail")).strip(),
        fault_type=fault_type,
    )


def _errors_in_xml(body):
    if b"<!" in body:
        return ()  # a page, or entities that would be expanded
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError:
        return ()
    return tuple(
        _fault_error({**error.attrib, **_children(error)}, fault.get("type", ""))
        for fault in root.iter()
        if _local_name(fault) == "Fault"
        for error in fault
        if _local_name(error) == "Error"
    )


def _children(element):
    return {_local_name(child): child.text for child in element}


def _local_name(element):
    return element.tag.rpartition("}")[2]


def _plain_words(response):
    text = response.text.strip()
    is_page = "<" in text or text[:1] in "{[" or len(text) > _SENTENCE_LENGTH
    return () if is_page else tuple(filter(None, (text,)))


# --- Sorting ----------------------------------------------------------------------


def remote_fault(response, is_write):
    """The fault that an answer stands for which gives no result.

    :param Response response: with a status other than 200, a fault, or no JSON
    :param bool is_write: whether the call may have changed something
    :rtype: RemoteFault
    """
    errors = errors_of(response)
    words = [error.sentence for error in errors] or _plain_words(response)
    kind = _kind_of_errors(errors, is_write)
    if kind is None or response.status == 429:
        kind = _kind_of_status(response.status, errors, is_write)
    return _fault(kind, words, response.retry_after)


def fault_of_item(element):
    """The fault of an item of a batch that was surely not carried out.

    :param dict element: the item of the answer
    :return: None where it has a result
    :rtype: RemoteFault | None
    """
    if not has_fault(element):
        return None
    errors = errors_in(element)
    kind = _kind_of_errors(errors, is_write=False) or Kind.REFUSED
    return _fault(kind, [error.sentence for error in errors])


def fault_of_writes(elements):
    """The fault of a batch of writes as a whole: its key was used before, so that its
    verdicts are not given again, or each item was refused for what is no item's.

    :param list[dict] elements: the items of the answer
    :return: None where there are verdicts
    :rtype: RemoteFault | None
    """
    faults = [fault_of_item(each) for each in elements]
    if any(fault and fault.kind is Kind.KEY_REUSED for fault in faults):
        return RemoteFault(Kind.KEY_REUSED)
    if all(fault and fault.kind.cure is Cure.RECONNECT for fault in faults):
        return next(iter(faults), None)
    return None


def limit_in_batch(response):
    """The limit that an item of a batch met, though the batch itself was taken: it
    stands in the way of every other call, too.

    :param Response response: with a result
    :return: None where no item met one
    :rtype: RemoteFault | None
    """
    if _THROTTLED not in response.body:
        return None
    elements = records_of(loads(response.body), "BatchItemResponse")
    faults = filter(None, map(fault_of_item, elements))
    return next((each for each in faults if each.kind is Kind.RATE_LIMIT), None)


def is_unsettled(element):
    """Whether an item of a batch of writes failed within QuickBooks, or before it was
    looked at: it may have been carried out all the same.

    :param dict element: the item of the answer
    """
    return _kind_of_errors(errors_in(element), is_write=True) in _UNSETTLED


def _kind_of_errors(errors, is_write):
    for error in errors:
        if error.code in _KINDS:
            return _KINDS[error.code]
        if error.is_severe:
            return Kind.ANSWER_LOST if is_write else Kind.UNAVAILABLE
    return None


def _kind_of_status(status, errors, is_write):
    """After a write only a 4xx, or a refusal of its form, proves that nothing was done:
    anything else may come from a gateway in front of a service that went on."""
    fixed = {401: Kind.TOKEN_EXPIRED, 404: Kind.NOT_FOUND, 429: Kind.RATE_LIMIT}
    if status in fixed:
        return fixed[status]
    if status == 403:
        # A page instead of a fault is a gateway's, and says nothing of the consent.
        return Kind.NOT_PERMITTED if errors else Kind.UNAVAILABLE
    if 400 <= status < 500 and status != 408:
        return Kind.REFUSED
    if status == 200 and errors and (not is_write or errors[0].is_of_form):
        return Kind.REFUSED
    return Kind.ANSWER_LOST if is_write else Kind.UNAVAILABLE


def _fault(kind, words, delay=None):
    """:param float delay: seconds that QuickBooks wants to be left alone"""
    if kind is Kind.TOKEN_EXPIRED:
        return RemoteFault(kind)  # the words name a part of the token
    if kind is not Kind.RATE_LIMIT:
        return RemoteFault(kind, words, delay=delay)
    text = " ".join(words).lower()
    if any(word in text for word in _MONTH_WORDS):
        delay = _seconds_of_month_left(utc_now())
        return RemoteFault(kind, words, delay=delay, window="month")
    delay = RATE_LIMIT_DELAY if delay is None else delay
    return RemoteFault(kind, words, delay=delay, window="minute")


def _seconds_of_month_left(now):
    year, month = divmod(now.year * 12 + now.month, 12)
    return (datetime(year, month + 1, 1) - now).total_seconds()
