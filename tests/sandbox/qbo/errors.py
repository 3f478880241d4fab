# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What QuickBooks refuses, and with which code.

How a fault travels (JSON, lower-case JSON or XML) is decided in accounting/wire.py.
"""


class QboFault(Exception):
    """One fault of the accounting API.

    :param code: QuickBooks' error code, a string of digits
    :param message: the short text, `Message`
    :param detail: the long text, `Detail`
    :param element: the property that is wrong; often empty
    :param status: the HTTP status outside a batch
    :param type: ValidationFault, SystemFault, AUTHENTICATION, SERVICE...
    """

    def __init__(
        self,
        code,
        message,
        detail="",
        element="",
        status=400,
        type="ValidationFault",
    ):
        super().__init__(f"{code} {message}: {detail}")
        self.code = str(code)
        self.message = message
        self.detail = detail or message
        self.element = element
        self.status = status
        self.type = type


# -- shape of the request -------------------------------------------------------


def unsupported(detail):
    """The path, the method or the operation does not exist."""
    return QboFault("500", "Unsupported Operation", detail)


def unreadable_json(detail):
    return QboFault("2010", "Request has invalid or unsupported property", detail)


def unknown_property(name):
    detail = f"Property Name:{name} specified is unsupported or invalid"
    return QboFault("2010", "Request has invalid or unsupported property", detail, name)


def missing(name):
    detail = f"Required parameter {name} is missing in the request"
    return QboFault("2020", "Required param missing, need to supply", detail, name)


def too_long(name, longest, given=None):
    detail = f"{name} must not be longer than {longest} characters"
    if given is not None:
        detail += f"; it has {given}"
    return QboFault("2050", "String length is either shorter or longer", detail, name)


def bad_format(name, detail):
    return QboFault("2050", "Invalid String Format", detail, name)


def bad_number(name, value):
    detail = f"{name}: {value!r} is not a number"
    return QboFault("2080", "Invalid Number", detail, name)


def bad_enumeration(name, value):
    detail = f"{name}: {value!r} is not a supported value"
    return QboFault("2170", "Invalid Enumeration", detail, name)


# -- references -----------------------------------------------------------------


def not_found(
    detail="Object Not Found : Something you're trying to use has been made"
    " inactive. Check the fields with accounts, customers, items, vendors or"
    " employees.",
):
    """The record does not exist, or one that is meant is inactive."""
    return QboFault("610", "Object Not Found", detail)


def bad_reference(name, value):
    detail = f"Invalid Reference Id : {name} with id {value} does not exist"
    return QboFault("2500", "Invalid Reference Id", detail, name)


def stale(given, current):
    detail = (
        "Stale Object Error : You and another user were working on this at the same "
        f"time. SyncToken {given} was sent, {current} is current."
    )
    return QboFault("5010", "Stale Object Error", detail)


# -- rules ----------------------------------------------------------------------


def business(detail, element=""):
    """The general refusal: the detail alone says what is wrong."""
    message = "A business validation error has occurred while processing your request"
    return QboFault("6000", message, f"Business Validation Error: {detail}", element)


def feature_missing(detail):
    message = "Feature Not Supported Error"
    return QboFault("5020", message, detail)


def amount_differs(detail):
    message = "Amount is not equal to UnitPrice * Qty. Supplied value:"
    return QboFault("6070", message, detail)


def no_name():
    detail = "At least one of the name fields has to be given"
    return QboFault("6080", "No name", detail)


def us_tax_code(code):
    message = "Invalid tax code"
    detail = f"Valid Line TaxCodes for US should be TAX or NON. Supplied value: {code}"
    return QboFault("6100", message, detail)


def duplicate_number(number, kind, record_id):
    detail = (
        "Duplicate Document Number Error : You must specify a different number. This "
        f"number has already been used. DocNumber={number} is assigned to "
        f"TxnType={kind} with TxnId={record_id}"
    )
    return QboFault("6140", "Duplicate Document Number Error", detail)


def duplicate_name():
    detail = (
        "The name supplied already exists. : Another customer, vendor or employee is "
        "already using this name. Please use a different name."
    )
    return QboFault("6240", "Duplicate Name Exists Error", detail)


def duplicate_record_name(detail):
    """The name of an item, an account or a tax code is taken."""
    text = f"The name supplied already exists. : {detail}"
    return QboFault("6240", "Duplicate Name Exists Error", text)


def period_closed(day):
    message = "Account Period Closed, Cannot Update Through Services API"
    detail = (
        "The account period has closed and the account books cannot be updated "
        f"through the QBO Services API. Closing date: {day}"
    )
    return QboFault("6210", message, detail)


def wrong_account_type(detail):
    return QboFault("6430", "Invalid account type", detail)


def subscription_ended():
    message = "Subscription period has ended or canceled or there was a billing problem"
    return QboFault("6190", message, message)


def duplicate_request_id(request_id):
    detail = f"The request id {request_id} already exists"
    return QboFault("600", "Duplicate Request ID", detail)


def batch_too_large(limit):
    detail = f"A batch has at most {limit} items"
    return QboFault("1040", "Batch size exceeds the limit", detail)


# -- queries --------------------------------------------------------------------


def bad_query(detail):
    return QboFault("4000", "Error parsing query", f"QueryParserError: {detail}")


def bad_query_value(detail):
    return QboFault("4001", "Invalid query", f"QueryValidationError: {detail}")


# -- the gate -------------------------------------------------------------------


def token_expired(token):
    return _unauthenticated(f"Token expired: {token[:12]}")


def unauthenticated():
    return _unauthenticated("Malformed bearer token: unable to extract it")


def _unauthenticated(detail):
    message = "message=AuthenticationFailed; errorCode=003200; statusCode=401"
    return QboFault("3200", message, detail, status=401, type="AUTHENTICATION")


def not_authorized(realm_id):
    """The app is not connected to the company: disconnected, or another's."""
    message = "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403"
    detail = f"The application has no access to company {realm_id}"
    return QboFault("3100", message, detail, status=403, type="SERVICE")


def throttled(detail="The request limit was reached.  Try again later"):
    message = "message=ThrottleExceeded; errorCode=003001; statusCode=429"
    return QboFault("3001", message, detail, status=429, type="SERVICE")


def system_failure():
    message = "An application error has occurred while processing your request"
    detail = "System Failure Error: com.intuit.sb.cas.common.entity.EntityException"
    return QboFault("10000", message, detail, status=500, type="SystemFault")
