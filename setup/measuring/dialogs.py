# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Opening a dialog over HTTP, as the web client does."""

from lxml import etree

# Rows of an x2many list that the web client asks for at first.
ROWS = 40
SUBVIEWS = ("list", "kanban", "form")


def open_dialog(odoo, action):
    """Ask for the form of an action and for the record in it.

    :return: the record, as the web client gets it
    :rtype: dict
    """
    model, record = action["res_model"], action["res_id"]
    views = [view for view in action["views"] if view[1] == "form"]
    found = odoo.call(model, "get_views", views)
    fields = {name: each["fields"] for name, each in found["models"].items()}
    form = etree.fromstring(found["views"]["form"]["arch"])
    specification = _specification(form, model, fields)
    [values] = odoo.call(model, "web_read", [record], specification)
    return values


def _specification(view, model, fields):
    """What the web client asks for to show a view."""
    return {
        node.get("name"): _field_specification(node, fields[model], fields)
        for node in _own_fields(view)
    }


def _own_fields(node):
    """The fields of a view, less those of the views within them."""
    for child in node:
        if child.tag == "field":
            yield child
        else:
            yield from _own_fields(child)


def _field_specification(node, own_fields, fields):
    field = own_fields[node.get("name")]
    if field["type"] == "many2one":
        return {"fields": {"display_name": {}}}
    if field["type"] in ("one2many", "many2many"):
        subview = next((child for child in node if child.tag in SUBVIEWS), ())
        specification = _specification(subview, field["relation"], fields)
        return {"fields": specification, "limit": ROWS}
    return {}
