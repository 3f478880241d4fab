# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What two people link at the same moment."""

from .stage import CONNECTION, at_once

CARD, CONTACT = "accounting.bridge.card", "accounting.bridge.contact"

#: Seconds for which the first link is made and nobody else sees it yet.
UNSEEN = 3


def test_two_people_link_the_same(stage):
    """One link comes of it, and neither of them is told of a fault."""
    partner = stage.new_partner("Linked twice")
    stage.books.add_contacts(["Linked twice there"])
    stage.odoo.call(CONNECTION, "action_sync_reference_data", [stage.connection])
    [contact] = stage.odoo.find(CONTACT, [("name", "=", "Linked twice there")], "kind")
    args = {"choice": contact["id"], "kind": contact["kind"] or ""}
    with stage.slow_inserts("accounting_bridge_link", UNSEEN):
        at_once(*(_link(server, partner, args) for server in stage.servers))
    links = f"SELECT count(*) FROM accounting_bridge_link WHERE partner_id = {partner}"
    assert stage.sql(links) == "1"


def _link(server, partner, args):
    odoo = server.new_login()
    return lambda: odoo.call(CARD, "press", "res.partner", partner, "link", args)
