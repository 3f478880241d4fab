# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What accounts and items have in common: a name of their own in one tree."""

from .. import errors

DELETED_SUFFIX = " (deleted)"


def set_name(company, entity, values, before):
    """Check Name; an inactive record's says so. FullyQualifiedName holds the names
    of all above.

    :return: is the record below another?
    """
    values["Active"] = values.get("Active") is not False
    if not values["Active"] and not values["Name"].endswith(DELETED_SUFFIX):
        values["Name"] += DELETED_SUFFIX
    _check_free(company, entity, values["Name"], before)
    values["FullyQualifiedName"] = values["Name"]
    reference = values.get("ParentRef")
    if reference:
        parent = company.store.get(entity, reference["value"])
        above = parent["FullyQualifiedName"]
        values["FullyQualifiedName"] = f"{above}:{values['Name']}"
    return bool(reference)


def _check_free(company, entity, name, before):
    for other in company.store.find(entity, _name_keys, name.casefold()):
        if not before or other["Id"] != before["Id"]:
            raise errors.duplicate_record_name(
                f"Another {entity.lower()} is already using this name."
            )


def _name_keys(record):
    return (record["Name"].casefold(),)
