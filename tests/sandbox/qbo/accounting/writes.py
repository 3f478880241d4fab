# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One record is created, changed, deleted or voided: by a call or in a batch."""

from .. import errors
from .resources import RESOURCES

ENTITY_OF_PATH = {entity.lower(): entity for entity in RESOURCES}
OPERATIONS = ("create", "update", "delete", "void")


def write(company, entity, operation, body, options):
    """Do it whole or not at all; returns the record as an answer shows it.

    :param operation: one of OPERATIONS
    :param options: set of texts, e.g. {"allowduplicatedocnum"}
    """
    resource = RESOURCES[entity]
    with company.store.savepoint():
        shown = _work(resource, company, operation, body, options)
    company.store.forget_undo()
    return shown


def _work(resource, company, operation, body, options):
    if operation == "delete":
        resource.delete(company, body)
        return {"domain": "QBO", "status": "Deleted", "Id": str(body["Id"])}
    if operation == "create":
        record = resource.create(company, body, options)
    elif operation == "update":
        record = resource.update(company, body, options)
    elif operation == "void":
        record = resource.void(company, body)
    else:
        raise errors.unsupported(f"Operation {operation} is not supported.")
    return resource.render(company, record)


def operation_of(call, body):
    """What a call wants: as it says, else by whether an Id was sent."""
    named = call.query.get("operation")
    if named:
        return named
    return "update" if body.get("Id") else "create"
