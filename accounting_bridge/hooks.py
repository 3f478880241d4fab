# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

#: Document lines that are taken back in one go.
SLICE = 1000


def uninstall_hook(env):
    """Give the orders back as they were: what was billed over there is to be billed
    again as far as Odoo knows.

    Runs while the models are there, so that Odoo computes quantities, amounts and
    statuses from its own invoices alone, and stores them.
    """
    # No activity about upselling for orders that only change their bookkeeping.
    lines = env["accounting.bridge.document.line"].with_context(
        mail_activity_automation_skip=True, tracking_disable=True
    )
    counted = lines.search([("is_counted", "=", True)], order="id")
    for start in range(0, len(counted), SLICE):
        counted[start : start + SLICE].is_counted = False
        env.flush_all()
        env.invalidate_all()
