import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { Component, useState } from "@odoo/owl";

import { useRepeatedLook } from "../queue/repeated_look";

const CONNECTION = "accounting.bridge.connection";
const RUN = "accounting.bridge.contact.run";

/**
 * How the latest import and export of contacts fare: a bar that moves by itself, what
 * came of it, and Stop, Go on or Start again.
 */
export class ContactRuns extends Component {
    static template = "accounting_bridge.ContactRuns";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ runs: [], isBusy: false });
        this.look = useRepeatedLook(
            (connectionId) =>
                this.orm.silent.call(CONNECTION, "get_contact_runs", [[connectionId]]),
            ({ runs }) => this.show(runs || [])
        );
    }

    show(runs) {
        const isLive = (run) => run.is_live;
        const hasEnded = this.state.runs.some(isLive) && !runs.some(isLive);
        this.state.runs = runs;
        if (hasEnded) {
            // The form counts contacts, and those to decide.
            this.props.record.load();
        }
    }

    async press(run, button) {
        this.state.isBusy = true;
        try {
            await this.orm.call(RUN, button.name, [[run.id]]);
        } finally {
            this.state.isBusy = false;
            await this.look.now();
        }
    }

    async openDecisions() {
        const connectionId = this.props.record.resId;
        const name = "action_open_decisions";
        await this.action.doAction(await this.orm.call(CONNECTION, name, [[connectionId]]));
    }

    openRun(run) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: RUN,
            res_id: run.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("view_widgets").add("accounting_bridge_contact_runs", { component: ContactRuns });
