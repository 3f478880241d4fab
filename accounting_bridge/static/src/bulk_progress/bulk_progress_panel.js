import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatDateTime, formatInteger } from "@web/views/fields/formatters";

import { Component, useState } from "@odoo/owl";

const { DateTime } = luxon;

/**
 * A card at the bottom of the screen for each bulk press that is followed: how far it
 * is, and what became of its documents, each number a button that opens their list.
 */
export class BulkProgressPanel extends Component {
    static template = "accounting_bridge.BulkProgressPanel";
    static props = {};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.progress = useService("accounting_bridge_bulk_progress");
        this.state = useState(this.progress.state);
    }

    title(press) {
        const documents = press.name;
        return this.isUnderWay(press) ? _t("Sending %s …", documents) : documents;
    }

    isUnderWay(press) {
        return Boolean(press.on_the_way_count || press.waiting_count);
    }

    /** The parts of the bar, in percent. */
    bars(press) {
        const share = (count) => (100 * count) / (press.document_count || 1);
        return [
            { color: "bg-success", width: share(press.sent_count) },
            { color: "bg-danger", width: share(press.failed_count) },
            { color: "bg-secondary", width: share(press.cancel_count) },
            { color: "bg-warning", width: share(press.waiting_count) },
        ];
    }

    text(press) {
        if (press.on_the_way_count) {
            return _t("%s are on their way. You can go on working, or close this.", [
                formatInteger(press.on_the_way_count),
            ]);
        }
        if (press.waiting_count) {
            return this.waitingText(press);
        }
        if (press.failed_count) {
            return _t("Some failed: open them to see why, mend it and press Retry.");
        }
        return _t("All is done.");
    }

    waitingText(press) {
        const count = formatInteger(press.waiting_count);
        const time = press.next_try_at && deserializeDateTime(press.next_try_at);
        if (!time || time < DateTime.now()) {
            return _t("%s wait and are tried again by themselves, soon.", count);
        }
        return _t("%(count)s wait and are tried again by themselves at %(time)s.", {
            count,
            time: formatDateTime(time, { showDate: !time.hasSame(DateTime.now(), "day") }),
        });
    }

    counts(press) {
        const counts = [
            { label: _t("Sent"), count: press.sent_count, action: "action_open_sent" },
            { label: _t("Waiting"), count: press.waiting_count, action: "action_open_waiting" },
            {
                label: _t("Failed"),
                count: press.failed_count,
                action: "action_open_failed",
                color: "text-danger",
            },
        ];
        if (press.remark_count) {
            counts.push({
                label: _t("To look at"),
                count: press.remark_count,
                action: "action_open_remarks",
            });
        }
        return counts;
    }

    number(count) {
        return formatInteger(count);
    }

    async open(press, method) {
        const action = await this.orm.call("accounting.bridge.bulk.press", method, [press.id]);
        await this.action.doAction(action);
    }
}

registry
    .category("main_components")
    .add("accounting_bridge.BulkProgressPanel", { Component: BulkProgressPanel });
