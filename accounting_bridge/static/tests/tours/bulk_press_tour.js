import { browser } from "@web/core/browser/browser";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

function call(model, method, args) {
    return rpc(`/web/dataset/call_kw/${model}/${method}`, {
        model,
        method,
        args,
        kwargs: {},
    });
}

/** What Odoo does by itself a moment later, outside of tests. */
async function runScheduledActions() {
    const domain = [["state", "=", "connected"]];
    const connections = await call("accounting.bridge.connection", "search_read", [
        domain,
        ["cron_id"],
    ]);
    for (const connection of connections) {
        await call("ir.cron", "method_direct_trigger", [[connection.cron_id[0]]]);
    }
}

/**
 * More orders than anybody waits for: a panel follows them, also over a page load.
 */
registry.category("web_tour.tours").add("accounting_bridge_bulk_press", {
    steps: () => [
        {
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: "button[name=action_bridge_create_document]",
            run: "click",
        },
        {
            content: "Orders alike share a row",
            trigger: ".modal .o_data_row:contains(Can go) td[name=order_count]:contains(2)",
        },
        {
            trigger: ".modal footer button[name=action_create]:contains(Create 2 bills)",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_accounting_bridge_press:contains(2 are on their way)",
        },
        {
            content: "The list behind shows the new state",
            trigger: ".o_list_view .o_data_row:nth-child(2) td[name=bridge_state]:contains(Waiting)",
            run: async () => {
                await runScheduledActions();
                browser.location.reload();
            },
            expectUnloadPage: true,
        },
        {
            content: "The panel is still there, and tells the end",
            trigger: ".o_accounting_bridge_press:contains(All is done)",
        },
        {
            content: "What is none opens no list",
            trigger:
                ".o_accounting_bridge_press:contains(Failed)" +
                ":not(:has(button[data-action=action_open_failed]))",
        },
        {
            trigger: ".o_accounting_bridge_press button[data-action=action_open_sent]:contains(2)",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:nth-child(2) td[name=state]:contains(Sent)",
        },
        {
            trigger: ".o_accounting_bridge_press .btn-close",
            run: "click",
        },
        {
            trigger: "body:not(:has(.o_accounting_bridge_press))",
        },
    ],
});
