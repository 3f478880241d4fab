import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

const DOCUMENT = "accounting.bridge.document";

/**
 * The queue on the form of a connection moves by itself, and opens what needs a person.
 */
registry.category("web_tour.tours").add("accounting_bridge_queue", {
    steps: () => [
        {
            trigger: ".o_accounting_bridge_queue [data-name=waiting]:contains(1 document)",
        },
        {
            content: "Somebody cancels the document",
            trigger: ".o_accounting_bridge_queue [data-name=through]",
            run: async () => {
                const kwargs = {};
                const [id] = await rpc(`/web/dataset/call_kw/${DOCUMENT}/search`, {
                    model: DOCUMENT,
                    method: "search",
                    args: [[["state", "=", "queued"]]],
                    kwargs,
                });
                await rpc(`/web/dataset/call_kw/${DOCUMENT}/action_cancel`, {
                    model: DOCUMENT,
                    method: "action_cancel",
                    args: [[id]],
                    kwargs,
                });
            },
        },
        {
            trigger: ".o_accounting_bridge_queue [data-name=waiting]:contains(nothing)",
        },
        {
            trigger: ".o_accounting_bridge_queue [data-name=failed] a:contains(1 document)",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row td[name=state]:contains(Failed)",
        },
    ],
});
