import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { Component, useState } from "@odoo/owl";

/**
 * The text of the Create button: what it does, and that it is doing so.
 */
export class CreateLabel extends Component {
    static template = "accounting_bridge.CreateLabel";
    static props = standardWidgetProps;

    setup() {
        this.sender = useState(useService("accounting_bridge_document_sender").state);
    }
}

export const createLabel = {
    component: CreateLabel,
    additionalClasses: ["d-inline"],
    fieldDependencies: [
        { name: "create_label", type: "char" },
        { name: "sending_label", type: "char" },
    ],
};

registry.category("view_widgets").add("accounting_bridge_create_label", createLabel);
