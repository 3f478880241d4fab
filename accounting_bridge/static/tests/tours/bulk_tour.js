import { registry } from "@web/core/registry";

/**
 * Two purchase orders of the list at once; one lacks the supplier's bill number.
 */
registry.category("web_tour.tours").add("accounting_bridge_bulk", {
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
            content: "One can go, and the other says what it lacks",
            trigger: ".modal .alert:contains(1 of 2 orders are ticked)",
        },
        {
            trigger: ".modal .o_data_row td[name=remark]:contains(supplier's bill)",
        },
        {
            trigger: ".modal footer button[name=action_create]:contains(Create 1 bills)",
        },
        {
            content: "Enter the number",
            trigger: ".modal .o_data_row:contains(the supplier) td[name=number]",
            run: "click",
        },
        {
            trigger: ".modal .o_data_row td[name=number] input",
            run: "edit S-2 && press Tab",
        },
        {
            trigger: ".modal .alert:contains(2 of 2 orders are ticked)",
        },
        {
            trigger: ".modal footer button[name=action_create]:contains(Create 2 bills)",
            run: "click",
        },
        {
            trigger: ".o_notification:has(.bg-success):contains(2 documents)",
        },
        {
            trigger: "body:not(:has(.modal))",
        },
        {
            content: "The list behind shows the new state",
            trigger: ".o_list_view .o_data_row:nth-child(2) td[name=bridge_state]:contains(Draft)",
        },
    ],
});
