import { registry } from "@web/core/registry";

/**
 * The last step of a consent: the provider has sent the browser back, the server has
 * kept what came of it, and this tells the administrator.
 */
async function showConsentResult(env) {
    const { action, notification, orm } = env.services;
    const result = await orm.call("accounting.bridge.consent", "take_result", []);
    if (result.message) {
        notification.add(result.message, {
            type: result.type,
            sticky: result.type !== "success",
        });
    }
    await action.doAction(result.form, { clearBreadcrumbs: true });
    if (result.dialog) {
        await action.doAction(result.dialog);
    }
}

registry.category("actions").add("accounting_bridge_consent_result", showConsentResult);
