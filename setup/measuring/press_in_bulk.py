# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Press on many orders at once; nothing is sent.

python -m measuring.press_in_bulk DATABASE COMPANY < orders.json

Reads the ids of the orders by model, and prints the same.
"""

import json
import sys

from . import database

# Orders that one person selects.
SELECTED = 1000


def press(env, ids_by_model):
    for model, ids in ids_by_model.items():
        for start in range(0, len(ids), SELECTED):
            _press(env[model].browse(ids[start : start + SELECTED]))
            env.cr.commit()
            env.invalidate_all()


def _press(orders):
    action = orders.action_bridge_create_document()
    result = orders.env[action["res_model"]].browse(action["res_id"]).action_create()
    # Nobody waits here for the few that are sent at once.
    documents = result.get("params", {}).get("document_ids", [])
    orders.env["accounting.bridge.document"].browse(documents)._leave_to_schedule()


def main(name, company):
    ids_by_model = json.load(sys.stdin)
    with database.environment(name) as env:
        press(database.admin_of(env, company), ids_by_model)
    print(json.dumps(ids_by_model))


if __name__ == "__main__":
    main(*sys.argv[1:])
