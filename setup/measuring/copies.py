# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Copies of orders, with their lines and taxes, by SQL: through Odoo thousands would
take an hour."""

from dataclasses import dataclass

from odoo.tools import SQL

# Columns that tie lines to each other: a copy stands alone.
TIES = ("linked_line_id", "sale_line_id")


@dataclass(frozen=True)
class OrderTables:
    orders: str
    lines: str
    taxes: str
    """Of a line with its columns."""


SALES = OrderTables("sale_order", "sale_order_line", "account_tax_sale_order_line_rel")
PURCHASES = OrderTables(
    "purchase_order", "purchase_order_line", "account_tax_purchase_order_line_rel"
)


def copy_orders(cr, tables, count, sources=None, order_values=(), line_values=()):
    """Copy orders in turn until there are so many more.

    :param OrderTables tables:
    :param sources: ids of the orders to copy; None = all that have lines
    :param dict order_values: SQL by column, in the place of what the original has;
        ``copy.id`` and ``copy.number`` (from 1) are known there
    :param dict line_values: the same for the lines; ``copy.order_id`` is known, too
    :return: the ids of the copies
    """
    cr.execute(SQL("DROP TABLE IF EXISTS order_copies, line_copies"))
    _note_order_copies(cr, tables, count, sources)
    _note_line_copies(cr, tables)
    order_values = {"name": SQL("'BENCH' || copy.id"), **dict(order_values)}
    _copy_rows(cr, tables.orders, "order_copies", order_values)
    own_values = {"order_id": SQL("copy.order_id"), **dict.fromkeys(TIES)}
    _copy_rows(cr, tables.lines, "line_copies", {**own_values, **dict(line_values)})
    _copy_taxes(cr, tables)
    cr.execute("SELECT id FROM order_copies ORDER BY number")
    return [order for [order] in cr.fetchall()]


def _note_order_copies(cr, tables, count, sources):
    """Say in a table which order is to be copied to which id."""
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE order_copies AS
            WITH source AS (
                SELECT id, row_number() OVER (ORDER BY id) - 1 AS place,
                       count(*) OVER () AS total
                  FROM %(orders)s
                 WHERE id IN (SELECT order_id FROM %(lines)s) AND %(chosen)s
            )
            SELECT source.id AS source, number,
                   (SELECT max(id) FROM %(orders)s) + number AS id
              FROM generate_series(1, %(count)s) number
              JOIN source ON source.place = number %% source.total
            """,
            orders=SQL.identifier(tables.orders),
            lines=SQL.identifier(tables.lines),
            chosen=SQL("TRUE") if sources is None else SQL("id IN %s", tuple(sources)),
            count=count,
        )
    )


def _note_line_copies(cr, tables):
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE line_copies AS
            SELECT line.id AS source, copy.id AS order_id, copy.number,
                   (SELECT max(id) FROM %(lines)s)
                   + row_number() OVER (ORDER BY copy.id, line.id) AS id
              FROM order_copies copy
              JOIN %(lines)s line ON line.order_id = copy.source
            """,
            lines=SQL.identifier(tables.lines),
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


def _copy_taxes(cr, tables):
    cr.execute(
        SQL(
            """
            INSERT INTO %(taxes)s (%(line)s, account_tax_id)
            SELECT copy.id, original.account_tax_id
              FROM line_copies copy JOIN %(taxes)s original
                ON original.%(line)s = copy.source
            """,
            taxes=SQL.identifier(tables.taxes),
            line=SQL.identifier(f"{tables.lines}_id"),
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
