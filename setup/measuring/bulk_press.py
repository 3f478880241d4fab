# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Press on thousands of orders at once over HTTP, as the browser does.

python -m measuring.bulk_press DATABASE ODOO_URL COMPANY MODEL WARM FILE

FILE holds ids of orders by model: those of MODEL are taken. The first WARM of them are
pressed before time counts. Prints how many the others are, and the seconds of the
requests for the dialog and of Create.
"""

import json
import sys
import time
from pathlib import Path

from story.odoo import Odoo

from .dialogs import open_dialog


def press(odoo, model, orders):
    """:rtype: dict"""
    started = time.perf_counter()
    action = odoo.call(model, "action_bridge_create_document", orders)
    open_dialog(odoo, action)
    opened = time.perf_counter()
    follow = odoo.call(action["res_model"], "action_create", [action["res_id"]])
    created = time.perf_counter()
    if follow["params"]["on_the_way_count"] < len(orders):
        raise SystemExit(f"Not all of {len(orders)} orders are on their way: {follow}")
    return {
        "orders": len(orders),
        "opening_seconds": opened - started,
        "create_seconds": created - opened,
    }


def main(name, odoo_url, company, model, warm_count, file):
    odoo = Odoo(odoo_url, name, company)
    orders = json.loads(Path(file).read_text())[model]
    press(odoo, model, orders[: int(warm_count)])
    orders = orders[int(warm_count) :]
    print(json.dumps(press(odoo, model, orders)))


if __name__ == "__main__":
    main(*sys.argv[1:])
