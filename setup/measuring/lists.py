# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Count the SQL queries of opening the lists of orders and partners.

python -m measuring.lists DATABASE

Opens each list as the web client does: the views, then a first page with the
specification that follows from the list's columns, hidden ones included. Prints the
queries and the records by list.
"""

import json
import sys
from ast import literal_eval

from lxml import etree

from odoo.api import Environment
from odoo.tools.safe_eval import safe_eval

from . import database

# What is measured, by the window action behind the menu.
LISTS = {
    "Quotations": "sale.action_quotations_with_onboarding",
    "Sale orders": "sale.action_orders",
    "Requests for quotation": "purchase.purchase_rfq",
    "Purchase orders": "purchase.purchase_form_action",
    "Partners": "base.action_partner_form",
}
PAGE_SIZE = 80
COUNT_LIMIT = 10001
# Views, access rights and such are in Odoo's caches after the first opening.
OPENINGS = 3
# Fields that the web client's widgets read beside their own.
WIDGET_FIELDS = {
    "activity_exception": ("activity_exception_icon",),
    "list_activity": (
        "activity_exception_decoration",
        "activity_exception_icon",
        "activity_state",
        "activity_summary",
        "activity_type_icon",
        "activity_type_id",
    ),
}


def count_queries(registry, action_name):
    """Open a list until Odoo is warm.

    :return: the queries of the last opening, and the orders it showed
    :rtype: tuple[int, int]
    """
    for _ in range(OPENINGS):
        with registry.cursor() as cr:
            env = database.admin(Environment(cr, 1, {}))
            action = env["ir.actions.actions"]._for_xml_id(action_name)
            start = cr.sql_log_count
            order_count = open_list(env, action)
            queries = cr.sql_log_count - start
    return queries, order_count


def open_list(env, action):
    """Do what the web client asks the server for.

    :return: how many orders are on the page
    """
    context = safe_eval(action["context"] or "{}", {"uid": env.uid})
    context = {k: v for k, v in context.items() if not k.startswith("search_default")}
    companies = {"allowed_company_ids": env.companies.ids}
    orders = env[action["res_model"]].with_context(**context, **companies)
    list_view = next(view for view in action["views"] if view[1] == "list")
    search_view = [action["search_view_id"][0], "search"]
    options = {"toolbar": True, "load_filters": True, "action_id": action["id"]}
    views = orders.get_views([list_view, search_view], options)
    fields = views["models"][orders._name]["fields"]
    page = orders.with_context(bin_size=True).web_search_read(
        domain=safe_eval(action["domain"] or "[]", {"uid": env.uid}),
        specification=specification(views["views"]["list"]["arch"], fields),
        limit=PAGE_SIZE,
        count_limit=COUNT_LIMIT,
    )
    return len(page["records"])


def specification(arch, fields):
    """What the web client asks for to show a list.

    :param str arch: the list
    :param dict fields: descriptions by field name, as get_views gives them
    """
    result = {}
    for node in etree.fromstring(arch).iter("field"):
        result[node.get("name")] = _field_specification(node, fields)
        for name in WIDGET_FIELDS.get(node.get("widget"), ()):
            is_record = name == "activity_type_id"
            wanted = {"fields": {"display_name": {}}} if is_record else {}
            result.setdefault(name, wanted)
    return result


def _field_specification(node, fields):
    is_hidden = node.get("column_invisible") in ("True", "1")
    field_type = fields[node.get("name")]["type"]
    if field_type == "many2one":
        return {"fields": {} if is_hidden else {"display_name": {}}}
    if field_type in ("one2many", "many2many") and not is_hidden:
        return {"fields": _tag_fields(node)}
    return {}


def _tag_fields(node):
    if node.get("widget") != "many2many_tags":
        return {}
    color = literal_eval(node.get("options", "{}")).get("color_field")
    return {"display_name": {}, **({color: {}} if color else {})}


def main(name):
    registry = database.registry(name)
    result = {
        title: count_queries(registry, action_name)
        for title, action_name in LISTS.items()
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
