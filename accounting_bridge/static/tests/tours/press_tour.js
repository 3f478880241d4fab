import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const openDialog = [
    {
        content: "The button names the provider",
        trigger: "button[name=action_bridge_create_document]:contains(in Testbooks)",
        run: "click",
    },
    {
        content: "The dialog shows the lines",
        trigger: ".modal .o_field_widget[name=line_ids] .o_data_row:contains(Desk)",
    },
];

const create = {
    content: "Create",
    trigger: ".modal footer button[name=action_create]",
    run: "click",
};

const dialogIsClosed = {
    content: "The dialog has closed by itself",
    trigger: "body:not(:has(.modal))",
};

/**
 * Everything that a person can do in the dialog, and what comes of it.
 */
tours.add("accounting_bridge_press", {
    steps: () => [
        ...openDialog,
        {
            content: "What is missing is said, and Create is off",
            trigger: ".modal .alert:contains(Unmapped 5 %)",
        },
        {
            trigger: ".modal footer button.o_accounting_bridge_create_off:not(:enabled)",
        },
        {
            content: "Choose the tax code in the line",
            trigger: ".modal .o_data_row:contains(Lamp) td[name=tax_code_id]",
            run: "click",
        },
        {
            trigger: ".modal .o_data_row:contains(Lamp) td[name=tax_code_id] input",
            run: "edit T15",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Tax T15)",
            run: "click",
        },
        {
            content: "Nothing is missing any more",
            trigger: ".modal footer button[name=action_create]:enabled",
        },
        {
            content: "Take more than is left",
            trigger: ".modal .o_data_row:contains(Desk) td[name=quantity]",
            run: "click",
        },
        {
            trigger: ".modal .o_data_row:contains(Desk) td[name=quantity] input",
            run: "edit 3 && press Tab",
        },
        {
            content: "More than is left asks for a confirmation",
            trigger: ".modal .alert:contains(Desk (3, left: 2))",
        },
        {
            trigger: ".modal footer button.o_accounting_bridge_create_off:not(:enabled)",
        },
        {
            trigger: ".modal .o_field_widget[name=allow_more] input",
            run: "click",
        },
        {
            content: "Desks 345, the lamp 10.50",
            trigger: ".modal .o_field_widget[name=amount_total]:contains(355.50)",
        },
        {
            content: "Leave the lamp out",
            trigger: ".modal .o_data_row:contains(Lamp) td[name=is_selected]",
            run: "click",
        },
        {
            trigger: ".modal .o_data_row:contains(Lamp) td[name=is_selected] input",
            run: "uncheck",
        },
        {
            content: "The total follows",
            trigger: ".modal .o_field_widget[name=amount_total]:contains(345.00)",
        },
        create,
        {
            content: "The outcome is told",
            trigger: ".o_notification:has(.bg-success):contains(Testbooks)",
        },
        dialogIsClosed,
        {
            content: "The order behind shows its document",
            trigger: "button[name=action_open_bridge_documents]:contains(1 in Testbooks)",
        },
        {
            content: "The notification leads to the document",
            trigger: ".o_notification_buttons button:contains(Open it)",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=remote_number]:contains(T-)",
        },
    ],
});

/**
 * The provider refuses: the dialog closes, and the notification stays until it is read.
 */
tours.add("accounting_bridge_press_refused", {
    steps: () => [
        ...openDialog,
        {
            trigger: ".modal .o_field_widget[name=reference] input",
            run: "edit refuse this",
        },
        create,
        {
            content: "The provider's own words",
            trigger: ".o_notification:has(.bg-danger):contains(is not welcome)",
        },
        dialogIsClosed,
        {
            trigger: "button[name=action_open_bridge_documents]:contains(Failed)",
        },
    ],
});

/**
 * The connection to Odoo breaks after Create: the document is stored, and goes later.
 */
tours.add("accounting_bridge_press_offline", {
    steps: () => [
        ...openDialog,
        {
            content: "From now on, the request to send reaches nobody",
            trigger: ".modal footer button[name=action_create]",
            run() {
                const open = XMLHttpRequest.prototype.open;
                XMLHttpRequest.prototype.open = function (method, url, ...rest) {
                    const isLost = url.includes("action_send_now");
                    const target = isLost ? "http://127.0.0.1:1/" : url;
                    return open.call(this, method, target, ...rest);
                };
            },
        },
        create,
        {
            trigger: ".o_notification:has(.bg-warning):contains(sent by itself)",
        },
        dialogIsClosed,
        {
            trigger: "button[name=action_open_bridge_documents]:contains(Waiting)",
        },
    ],
});
