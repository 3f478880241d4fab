import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { Component, onWillStart, onWillUnmount, onWillUpdateProps, useState } from "@odoo/owl";

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
        this.asked = 0;
        onWillStart(() => this.show(this.props.record));
        onWillUpdateProps(({ record }) => this.show(record));
        onWillUnmount(() => this.stop());
    }

    async show(record) {
        const shown = `${record.resId} ${record.data.state}`;
        if (shown !== this.shown) {
            this.shown = shown;
            await this.load(record.resId);
        }
    }

    async load(connectionId) {
        this.stop();
        if (!connectionId) {
            this.state.rows = [];
            return;
        }
        const asked = this.asked;
        const { rows, seconds } = await this.orm.silent.call(
            "accounting.bridge.connection",
            "get_queue",
            [[connectionId]],
            // Moments are shown as the form shows them: in the browser's time.
            { context: { ...user.context, tz: luxon.DateTime.local().zoneName } }
        );
        if (asked === this.asked) {
            this.state.rows = rows;
            this.lookAgain(connectionId, seconds);
        }
    }

    lookAgain(connectionId, seconds) {
        if (seconds) {
            this.timer = setTimeout(() => this.reload(connectionId, seconds), seconds * 1000);
        }
    }

    async reload(connectionId, seconds) {
        if (document.hidden) {
            this.lookAgain(connectionId, seconds);
            return;
        }
        try {
            await this.load(connectionId);
        } catch {
            // The server may be restarting: the next look tells.
            this.lookAgain(connectionId, seconds);
        }
    }

    /** No answer that is still on its way counts from now on. */
    stop() {
        this.asked++;
        clearTimeout(this.timer);
    }

    async open(row) {
        const connectionId = this.props.record.resId;
        const action = await this.orm.call("accounting.bridge.connection", row.action, [
            [connectionId],
        ]);
        await this.action.doAction(action);
    }
}

registry.category("view_widgets").add("accounting_bridge_queue", { component: Queue });
