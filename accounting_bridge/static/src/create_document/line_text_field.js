import { registry } from "@web/core/registry";
import { ListTextField, listTextField } from "@web/views/fields/text/text_field";

/**
 * A text in a list, in a column that keeps a readable width beside many figures.
 */
export const lineTextField = {
    ...listTextField,
    component: ListTextField,
    listViewWidth: [140],
};

registry.category("fields").add("accounting_bridge_line_text", lineTextField);
