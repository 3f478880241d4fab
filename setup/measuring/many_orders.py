# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Fill a database with copies of Odoo's demo orders.

python -m measuring.many_orders DATABASE COUNT

Makes COUNT sale orders and COUNT purchase orders, with their lines and taxes. Prints
how many rows there are by table.
"""

import json
import sys

from odoo.tools import SQL

from . import database
from .copies import PURCHASES, SALES, copy_orders


def _count_rows(cr, table):
    cr.execute(SQL("SELECT count(*) FROM %s", SQL.identifier(table)))
    return cr.fetchone()[0]


def main(name, count):
    rows = {}
    with database.environment(name) as env:
        for tables in (SALES, PURCHASES):
            copy_orders(env.cr, tables, int(count))
            for table in (tables.orders, tables.lines):
                rows[table] = _count_rows(env.cr, table)
    print(json.dumps(rows))


if __name__ == "__main__":
    main(*sys.argv[1:])
