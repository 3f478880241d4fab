# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Keep what stands in the tables of the orders, and compare it later.

python -m measuring.stored_columns DATABASE keep
python -m measuring.stored_columns DATABASE compare

Comparing prints, by table, the columns that came or went and how many rows differ in
which column.
"""

import json
import sys

from odoo.tools import SQL

from . import database

TABLES = ("sale_order", "sale_order_line", "purchase_order", "purchase_order_line")
SCHEMA = "bench_before"
# Who last saved the order, and when, is no figure of the order.
LEFT_OUT = {"write_date", "write_uid"}


def keep(cr):
    cr.execute(SQL("CREATE SCHEMA %s", SQL.identifier(SCHEMA)))
    for table in TABLES:
        copy = SQL.identifier(SCHEMA, table)
        cr.execute(SQL("CREATE TABLE %s AS TABLE %s", copy, SQL.identifier(table)))


def compare(cr):
    """:return: the differences by table; empty where all is as it was
    :rtype: dict[str, dict]
    """
    differences = {table: _compare_table(cr, table) for table in TABLES}
    return {table: found for table, found in differences.items() if any(found.values())}


def _compare_table(cr, table):
    before = _columns(cr, SCHEMA, table)
    after = _columns(cr, "public", table)
    return {
        "columns lost": sorted(before - after),
        "columns left behind": sorted(after - before),
        "rows that differ": _count_differences(cr, table, before & after - LEFT_OUT),
    }


def _count_differences(cr, table, columns):
    """:return: how many rows differ by column, and how many came or went
    :rtype: dict[str, int]
    """
    columns = sorted(columns - {"id"})
    counts = [
        SQL(
            "count(*) FILTER (WHERE was.%(column)s IS DISTINCT FROM now.%(column)s)",
            column=SQL.identifier(column),
        )
        for column in columns
    ]
    cr.execute(
        SQL(
            """
            SELECT count(*) FILTER (WHERE was.id IS NULL OR now.id IS NULL), %(counts)s
              FROM %(before)s was FULL JOIN %(now)s now ON now.id = was.id
            """,
            counts=SQL(", ").join(counts),
            before=SQL.identifier(SCHEMA, table),
            now=SQL.identifier(table),
        )
    )
    found = zip(["came or went", *columns], cr.fetchone(), strict=True)
    return {name: count for name, count in found if count}


def _columns(cr, schema, table):
    cr.execute(
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_schema = %s AND table_name = %s",
        [schema, table],
    )
    return {name for [name] in cr.fetchall()}


def main(name, action):
    with database.environment(name) as env:
        result = {"keep": keep, "compare": compare}[action](env.cr)
    print(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
