# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Fill a database with copies of Odoo's demo orders.

python -m measuring.many_orders DATABASE COUNT

Makes COUNT sale orders and COUNT purchase orders, with their lines and taxes, by SQL:
through Odoo that many would take hours. Prints how many rows there are by table.
"""

import json
import sys

from odoo.tools import SQL

from . import database

# Table of the orders, of their lines, and of the taxes of a line with its columns.
ORDERS = (
    ("sale_order", "sale_order_line", "account_tax_sale_order_line_rel"),
    ("purchase_order", "purchase_order_line", "account_tax_purchase_order_line_rel"),
)
# Columns that tie lines to each other: a copy stands alone.
TIES = ("linked_line_id", "sale_line_id")


def fill(cr, count):
    """Copy the demo's orders until there are so many more."""
    for order_table, line_table, tax_table in ORDERS:
        _note_copies(cr, order_table, line_table, count)
        _copy_rows(cr, order_table, "order_copies", {"name": SQL("'BENCH' || copy.id")})
        line_values = {"order_id": SQL("copy.order_id"), **dict.fromkeys(TIES)}
        _copy_rows(cr, line_table, "line_copies", line_values)
        _copy_taxes(cr, line_table, tax_table)
        cr.execute(SQL("DROP TABLE order_copies, line_copies"))


def _note_copies(cr, order_table, line_table, count):
    """Say in two tables which row is to be copied to which id."""
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE order_copies AS
            WITH source AS (
                SELECT id, row_number() OVER (ORDER BY id) - 1 AS place,
                       count(*) OVER () AS total, max(id) OVER () AS last
                  FROM %(orders)s
                 WHERE id IN (SELECT order_id FROM %(lines)s)
            )
            SELECT source.id AS source, source.last + number AS id
              FROM generate_series(1, %(count)s) number
              JOIN source ON source.place = number %% source.total
            """,
            orders=SQL.identifier(order_table),
            lines=SQL.identifier(line_table),
            count=count,
        )
    )
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE line_copies AS
            SELECT line.id AS source, copy.id AS order_id,
                   (SELECT max(id) FROM %(lines)s)
                   + row_number() OVER (ORDER BY copy.id, line.id) AS id
              FROM order_copies copy
              JOIN %(lines)s line ON line.order_id = copy.source
            """,
            lines=SQL.identifier(line_table),
        )
    )


def _copy_rows(cr, table, copies, other_values):
    """Copy a table's rows, with other values in some columns."""
    columns = [column for column in _columns(cr, table) if column != "id"]
    values = [
        other_values.get(column, SQL.identifier("original", column)) or SQL("NULL")
        for column in columns
    ]
    cr.execute(
        SQL(
            """
            INSERT INTO %(table)s (id, %(columns)s)
            SELECT copy.id, %(values)s
              FROM %(copies)s copy JOIN %(table)s original ON original.id = copy.source
            """,
            table=SQL.identifier(table),
            copies=SQL.identifier(copies),
            columns=SQL(", ").join(map(SQL.identifier, columns)),
            values=SQL(", ").join(values),
        )
    )
    cr.execute(
        SQL(
            "SELECT setval(%s, (SELECT max(id) FROM %s))",
            f"{table}_id_seq",
            SQL.identifier(table),
        )
    )


def _copy_taxes(cr, line_table, tax_table):
    cr.execute(
        SQL(
            """
            INSERT INTO %(taxes)s (%(line)s, account_tax_id)
            SELECT copy.id, original.account_tax_id
              FROM line_copies copy JOIN %(taxes)s original
                ON original.%(line)s = copy.source
            """,
            taxes=SQL.identifier(tax_table),
            line=SQL.identifier(f"{line_table}_id"),
        )
    )


def _columns(cr, table):
    cr.execute(
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_schema = current_schema AND table_name = %s "
        "ORDER BY ordinal_position",
        [table],
    )
    return [name for [name] in cr.fetchall()]


def _count_rows(cr, table):
    cr.execute(SQL("SELECT count(*) FROM %s", SQL.identifier(table)))
    return cr.fetchone()[0]


def main(name, count):
    with database.environment(name) as env:
        fill(env.cr, int(count))
        tables = [table for tables in ORDERS for table in tables[:2]]
        rows = {table: _count_rows(env.cr, table) for table in tables}
    print(json.dumps(rows))


if __name__ == "__main__":
    main(*sys.argv[1:])
