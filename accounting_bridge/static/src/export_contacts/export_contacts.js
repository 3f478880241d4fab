import { registry } from "@web/core/registry";

/**
 * Asks the server to make the contacts named in the action, tells the person what came
 * of it, and closes the dialog that the action came from.
 */
async function exportContacts(env, action) {
    const { connection_id: connectionId, partner_ids: partnerIds } = action.params;
    const result = await env.services.orm.call(
        "accounting.bridge.contact.export",
        "export_now",
        [connectionId, partnerIds]
    );
    env.services.notification.add(result.message, {
        type: result.type,
        sticky: result.type === "danger",
        buttons: decideButtons(env, result),
    });
    return { type: "ir.actions.act_window_close" };
}

/** What is to be decided can be decided at once. */
function decideButtons(env, { action }) {
    if (!action) {
        return [];
    }
    const onClick = () => env.services.action.doAction(action);
    return [{ name: action.name, primary: true, onClick }];
}

registry.category("actions").add("accounting_bridge_export_contacts", exportContacts);
