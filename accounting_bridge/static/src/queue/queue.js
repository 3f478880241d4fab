import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { Component, useState } from "@odoo/owl";

import { useRepeatedLook } from "./repeated_look";

const CONNECTION = "accounting.bridge.connection";

/**
 * What waits for a connection and when it goes on. Asks Odoo again every few seconds,
 * while something moves and the page is looked at.
 */
export class Queue extends Component {
    static template = "accounting_bridge.Queue";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ rows: [] });
        useRepeatedLook(
            (connectionId) => this.ask(connectionId),
            ({ rows }) => (this.state.rows = rows || [])
        );
    }

    ask(connectionId) {
        // Moments are shown as the form shows them: in the browser's time.
        const context = { ...user.context, tz: luxon.DateTime.local().zoneName };
        return this.orm.silent.call(CONNECTION, "get_queue", [[connectionId]], { context });
    }

    async open(row) {
        const connectionId = this.props.record.resId;
        const action = await this.orm.call(CONNECTION, row.action, [[connectionId]]);
        await this.action.doAction(action);
    }
}

registry.category("view_widgets").add("accounting_bridge_queue", { component: Queue });
