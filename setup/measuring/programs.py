# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Programs of the bench that are run by other ones."""

import json
import subprocess
import sys


def ask(program, *arguments, **options):
    """Run another program of the bench.

    :return: what it printed
    """
    command = [sys.executable, "-m", f"measuring.{program}", *arguments]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, **options)
    return json.loads(output.stdout)


def press(name, company, orders):
    """Press on orders in bulk: in a process of its own, since its memory is not the
    worker's.

    :param dict orders: ids by model
    """
    ask("press_in_bulk", name, company, input=json.dumps(orders).encode())
