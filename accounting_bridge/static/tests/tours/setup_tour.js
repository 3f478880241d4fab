import { registry } from "@web/core/registry";

const goOn = {
    trigger: ".modal footer button[name=action_continue]",
    run: "click",
};

/**
 * The setup, from a fresh connection to its end.
 */
registry.category("web_tour.tours").add("accounting_bridge_setup", {
    steps: () => [
        {
            trigger: "button[name=action_open_setup]",
            run: "click",
        },
        {
            content: "1. What will happen",
            trigger: ".modal .o_field_widget[name=invoice_status]",
        },
        goOn,
        {
            content: "2. Continue is off until the accounts are chosen",
            trigger: ".modal footer .alert:contains(account)",
        },
        {
            trigger: "body:not(:has(.modal footer button[name=action_continue]))",
        },
        {
            trigger: ".modal .o_field_widget[name=sale_account_id] input",
            run: "edit Account 200",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Account 200)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=purchase_account_id] input",
            run: "edit Account 300",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Account 300)",
            run: "click",
        },
        goOn,
        {
            content: "3. Continue is off until every tax set in use has a code",
            trigger: ".modal footer .alert:contains(tax code)",
        },
        {
            trigger: "body:not(:has(.modal footer button[name=action_continue]))",
        },
        {
            trigger: ".modal .o_data_row:contains(Unmapped 5 %) td[name=tax_code_id]",
            run: "click",
        },
        {
            trigger: ".modal .o_selected_row td[name=tax_code_id] input",
            run: "edit Tax T15",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Tax T15)",
            run: "click",
        },
        goOn,
        {
            content: "4. Contacts: an import runs in the background",
            trigger: ".modal button[name=action_begin_import]",
            run: "click",
        },
        {
            trigger: ".modal .alert:contains(in the background)",
        },
        {
            trigger: ".modal footer button[name=action_done]",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal))",
        },
        {
            content: "The setup can be opened again",
            trigger: "button[name=action_open_setup]:contains(Change setup)",
        },
        {
            content: "The import is shown, and can be stopped",
            trigger: "[data-state=queued] button[name=action_stop]",
            run: "click",
        },
        {
            trigger: "[data-state=stopped] button[name=action_go_on]",
            run: "click",
        },
        {
            trigger: "[data-state=queued] [role=progressbar]",
        },
    ],
});
