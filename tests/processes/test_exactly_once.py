# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whoever sends, dies or races: one document over there for each press."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from .stage import CONNECTION, Refusal, at_once

#: Orders, more than the dialog for many shows one by one.
VERY_MANY = 201


def test_two_presses_on_one_document(stage):
    document = stage.new_document(stage.new_order())
    stage.books.arm("slow", seconds=1)
    at_once(*(lambda s=s: stage.send(document, s.new_login()) for s in stage.servers))
    assert stage.states(document) == ["done"]
    assert stage.invoices_of(document) == [1]


def test_two_tabs_create_one_document(stage):
    order = stage.new_order()
    dialogs = [stage.open_dialog(order) for _server in stage.servers]

    def create(server, dialog):
        model, number = dialog
        try:
            action = server.new_login().call(model, "action_create", [number])
        except Refusal:
            return []
        return action["params"]["document_ids"]

    made = at_once(
        *(
            lambda pair=pair: create(*pair)
            for pair in zip(stage.servers, dialogs, strict=True)
        )
    )
    assert len(made[0] + made[1]) == 1


def test_two_tabs_press_the_same_orders_at_once(stage):
    """Orders whose badges say already that something waits: no badge changes."""
    orders = stage.new_orders(3)
    for order in orders:
        stage.new_document(order)
        stage.order_more(order)
    presses = [
        (server.new_login(), *stage.open_dialog(orders)) for server in stage.servers
    ]
    with stage.writers_wait("accounting_bridge_document", len(presses)):
        actions = at_once(
            *(
                lambda odoo=odoo, model=model, dialog=dialog: odoo.call(
                    model, "action_create", [dialog]
                )
                for odoo, model, dialog in presses
            )
        )
    made = [action["params"]["document_ids"] for action in actions]
    assert sorted(made[0]) == sorted(made[1]), "each order was meant once"
    assert stage.states(made[0]) == ["preparing"] * len(orders)
    stage.send(made[0])
    assert stage.invoices_of(made[0]) == [1] * len(orders)


def refusal_to_create(odoo, model, dialog):
    """:return: why Create in a dialog was refused, empty where it was not"""
    try:
        odoo.call(model, "action_create", [dialog])
    except Refusal as refusal:
        return str(refusal)
    return ""


def test_two_tabs_press_on_very_many_orders_at_once(stage):
    """The orders are noted once. While the scheduled action makes their documents,
    somebody presses on few of them."""
    orders = stage.new_orders(VERY_MANY)
    few = stage.open_dialog(orders[:2])
    presses = [
        (server.new_login(), *stage.open_dialog(orders)) for server in stage.servers
    ]
    with stage.writers_wait("accounting_bridge_bulk_part", len(presses)):
        answers = at_once(
            *(lambda press=press: refusal_to_create(*press) for press in presses)
        )
    [refusal] = filter(None, answers)
    assert "on their way already" in refusal
    first, second = (server.new_login() for server in stage.servers)
    with stage.writers_wait("accounting_bridge_document", 2):
        at_once(
            lambda: stage.run_cron(first),
            lambda: second.call(few[0], "action_create", [few[1]]),
        )
    rows = stage.odoo.call("sale.order", "read", orders, ["bridge_document_ids"])
    documents = sum((row["bridge_document_ids"] for row in rows), [])
    stage.make_due(documents)
    stage.run_cron()
    found = stage.read(documents, "state", "message")
    # Where the scheduled action was through first, the other press came too late.
    late = [row for row in found if row["state"] != "done"]
    assert all("Not needed any more" in row["message"] for row in late)
    done = [row["id"] for row in found if row["state"] == "done"]
    assert stage.invoices_of(done) == [1] * len(orders)


def test_server_killed_in_the_call(stage):
    document = stage.new_document(stage.new_order())
    fault = stage.books.arm("slow", seconds=3)
    victim = stage.servers[1]
    odoo = victim.new_login()
    with ThreadPoolExecutor(1) as pool:
        press = pool.submit(stage.send, document, odoo)
        stage.wait_for_call(fault)
        victim.kill()
        assert press.exception(), "the server was killed too late"
    stage.replace(victim)
    assert stage.states(document) == ["sending"]
    stage.run_cron()
    assert stage.states(document) == ["sending"], "its lease has not ended"
    stage.make_due(document)
    stage.run_cron()
    assert stage.states(document) == ["done"]
    assert stage.invoices_of(document) == [1]


def _new_invoice(stage):
    return stage.new_document(stage.new_order())


def _new_bill(stage):
    return stage.new_document(stage.new_purchase_order(), "purchase.order")


def test_worker_slower_than_its_lease(stage):
    """It may not send what another worker has taken over meanwhile."""
    # Makes the contacts and items: later nothing but documents travels.
    stage.send([_new_invoice(stage), _new_bill(stage)])
    invoice, bill = _new_invoice(stage), _new_bill(stage)
    # Each type travels in a call of its own.
    own_call, takeover = (
        stage.books.arm("slow", seconds=seconds) for seconds in (2, 4)
    )
    slow, fast = (server.new_login() for server in stage.servers)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(stage.send, [invoice, bill], slow)
        stage.wait_for_call(own_call)
        stage.make_due(bill)
        second = pool.submit(stage.send, bill, fast)
        stage.wait_for_call(takeover)
        first.result()
        second.result()
    # What a busy machine had no time for within the press.
    stage.make_due([invoice, bill])
    stage.run_cron()
    assert stage.states([invoice, bill]) == ["done", "done"]
    assert stage.invoices_of(invoice) == [1]
    assert stage.bills_of(bill) == [1]
    # Also where the provider would refuse the same number twice.
    assert stage.attempts_of(bill) == 1


def test_press_and_scheduled_action_at_once(stage):
    orders = stage.new_orders(6)
    documents = stage.new_bare_documents(orders)
    first, second = stage.servers
    at_once(
        lambda: stage.run_cron(first.new_login()),
        lambda: stage.send(documents, second.new_login()),
    )
    stage.make_due(documents)
    stage.run_cron()
    assert set(stage.states(documents)) == {"done"}
    assert stage.invoices_of(documents) == [1] * len(documents)


def test_two_new_orders_of_one_new_partner(stage):
    """Both presses make the contact; one contact comes of it, and both arrive."""
    partner = stage.new_partner("Wanted twice")
    documents = [stage.new_document(stage.new_order(partner)) for _number in range(2)]
    stage.books.arm_reads("slow", seconds=1, count=2)
    first, second = stage.servers
    at_once(
        lambda: stage.send(documents[0], first.new_login()),
        lambda: stage.send(documents[1], second.new_login()),
    )
    assert stage.states(documents) == ["done", "done"]
    assert stage.invoices_of(documents) == [1, 1]


def test_user_saves_the_order_during_the_send(stage):
    order = stage.new_order()
    document = stage.new_document(order)
    stage.books.arm("slow", seconds=2)
    first, second = stage.servers
    sender, user = first.new_login(), second.new_login()
    with ThreadPoolExecutor(1) as pool:
        press = pool.submit(stage.send, document, sender)
        saves = 0
        while not press.done():
            user.call("sale.order", "write", [order], {"note": f"Save {saves}"})
            saves += 1
        assert press.result()["type"] == "success"
    assert saves > 3
    stage.run_cron()  # shows on the order what could not be shown at once
    assert stage.states(document) == ["done"]
    assert stage.invoices_of(document) == [1]
    [row] = user.call("sale.order", "read", [order], ["bridge_state"])
    assert row["bridge_state"] == stage.books.NEW_STATE


def test_everybody_saves_while_a_batch_is_under_way(stage):
    """A user one of its orders, and the administrator the connection."""
    orders = stage.new_orders(4)
    documents = stage.new_bare_documents(orders)
    stage.make_due(documents)
    stage.books.arm("slow", seconds=2)
    first, second = (server.new_login() for server in stage.servers)
    with ThreadPoolExecutor(1) as pool:
        run = pool.submit(stage.run_cron, first)
        saves = 0
        while not run.done() or saves % 2:
            second.call("sale.order", "write", orders[:1], {"note": f"Save {saves}"})
            values = {"sync_purchases": bool(saves % 2)}
            second.call(CONNECTION, "write", [stage.connection], values)
            saves += 1
        run.result()
    assert saves > 3
    stage.make_due(documents)
    stage.run_cron()
    assert set(stage.states(documents)) == {"done"}
    assert stage.invoices_of(documents) == [1] * len(documents)
    rows = second.call("sale.order", "read", orders, ["bridge_state"])
    assert {row["bridge_state"] for row in rows} == {stage.books.NEW_STATE}


def test_conflict_before_the_call(stage):
    """Rows that refer to the connection can't be written while somebody locks it to
    change it. The document is tried again soon, not after its lease."""
    document = stage.new_document(stage.new_order())
    connection = f"accounting_bridge_connection WHERE id = {stage.connection}"
    changes = (
        "DO $$ DECLARE ends timestamp := clock_timestamp() + interval '3 seconds'; "
        "BEGIN WHILE clock_timestamp() < ends LOOP "
        f"PERFORM 1 FROM {connection} FOR UPDATE; "
        f"UPDATE {connection.replace(' WHERE', ' SET write_date = now() WHERE')}; "
        "COMMIT; END LOOP; END $$"
    )
    with ThreadPoolExecutor(1) as pool:
        changed = pool.submit(stage.sql, changes)
        stage.wait_until(lambda: changed.running())
        time.sleep(0.5)
        stage.send(document)
        changed.result()
    assert stage.states(document) == ["waiting"], "there was no conflict"
    stage.sql(
        "UPDATE accounting_bridge_document "
        f"SET next_try_at = next_try_at - interval '30 seconds' WHERE id = {document}"
    )
    stage.run_cron()
    assert stage.states(document) == ["done"]
    assert stage.invoices_of(document) == [1]


def test_rows_changed_during_the_call(stage):
    """As a merge of partners does: the outcome is written all the same."""
    document = stage.new_document(stage.new_order())
    fault = stage.books.arm("slow", seconds=2)
    with ThreadPoolExecutor(1) as pool:
        press = pool.submit(stage.send, document)
        stage.wait_for_call(fault)
        partner = stage.new_partner("Merged into")
        stage.sql(
            f"UPDATE accounting_bridge_document SET partner_id = {partner} "
            f"WHERE id = {document}"
        )
        assert press.result()["type"] == "success"
    assert stage.states(document) == ["done"]
    assert stage.invoices_of(document) == [1]


def test_disconnection_while_the_schedule_runs(stage):
    """Refused, with nothing cut over there, or done as a whole."""
    document = stage.new_document(stage.new_order())
    stage.make_due(document)
    fault = stage.books.arm("slow", seconds=2)
    first, second = (server.new_login() for server in stage.servers)
    with ThreadPoolExecutor(1) as pool:
        run = pool.submit(stage.run_cron, first)
        stage.wait_for_call(fault)
        with pytest.raises(Refusal, match="currently being executed"):
            second.call(CONNECTION, "action_disconnect", [stage.connection])
        run.result()
    assert not stage.books.cut_ties()
    assert stage.states(document) == ["done"]


def test_nobody_waits_for_a_slow_provider(stage):
    document = stage.new_document(stage.new_order(stage.new_partner("Slowly found")))
    # What an earlier test has just read would not be read again.
    stage.sql(
        "UPDATE accounting_bridge_connection SET contacts_synced_at = "
        f"contacts_synced_at - interval '5 minutes' WHERE id = {stage.connection}"
    )
    stage.books.arm_reads("slow", seconds=15)
    started = time.monotonic()
    result = stage.send(document)
    assert time.monotonic() - started < 11
    assert result["type"] == "warning"
    assert stage.states(document) == ["waiting"]
    stage.make_due(document)
    stage.run_cron()
    assert stage.states(document) == ["done"]
    assert stage.invoices_of(document) == [1]
