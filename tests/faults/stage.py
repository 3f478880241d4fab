# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The stage of the fault runs: servers that also run scheduled actions, and orders by
the hundred."""

import json
import os
from contextlib import contextmanager
from dataclasses import replace

from tests.processes.stage import DOCUMENT, SETUP, ready_stage

from .passing_time import LOCK, LOCK_VARIABLE

SALES, PURCHASES = "sale.order", "purchase.order"

#: Orders in one press. Of very many there would be no documents yet.
AT_ONCE = 100


@contextmanager
def fault_stage(books_class, server_count):
    variables = {LOCK_VARIABLE: str(LOCK)}
    with ready_stage(books_class, server_count, 1, variables) as stage:
        yield stage


def program_environment(machine):
    """A machine whose programs find this repository's `measuring`."""
    folders = [machine.variables["PYTHONPATH"], str(SETUP), str(SETUP.parent)]
    variables = {**machine.variables, "PYTHONPATH": os.pathsep.join(folders)}
    return replace(machine, variables=variables)


def new_orders(stage, count, partner_count):
    """Make as many sale orders as purchase orders.

    :return: their ids by model
    """
    program = ["python", "-m", "tests.faults.new_orders", stage.database]
    machine = program_environment(stage.machine)
    return json.loads(machine.run([*program, count, partner_count], cwd=SETUP.parent))


def new_pairs(stage, count, partner_count):
    """Invoices and bills that nobody has sent, one of each together."""
    known = all_documents(stage)
    for model, ids in new_orders(stage, count, partner_count).items():
        for start in range(0, len(ids), AT_ONCE):
            stage.new_bare_documents(ids[start : start + AT_ONCE], model)
    invoices, bills = (
        all_documents(stage, ("document_type", "=", kind), ("id", "not in", known))
        for kind in ("invoice", "bill")
    )
    return [list(pair) for pair in zip(invoices, bills, strict=True)]


def all_documents(stage, *domain):
    return stage.odoo.call(DOCUMENT, "search", list(domain), order="id")


@contextmanager
def no_scheduled_sending(stage):
    """Leave sending to the test."""
    _set_scheduled(stage, "false")
    try:
        yield
    finally:
        _set_scheduled(stage, "true")


def _set_scheduled(stage, is_active):
    stage.sql(
        f"UPDATE ir_cron SET active = {is_active} WHERE id = "
        "(SELECT cron_id FROM accounting_bridge_connection "
        f"WHERE id = {stage.connection})"
    )
