import { AutoComplete } from "@web/core/autocomplete/autocomplete";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Mutex } from "@web/core/utils/concurrency";
import { useChildRef, useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";

const MODEL = "accounting.bridge.card";

/** When one of these fields has changed, the card is asked for again. */
const FOLLOWED = ["write_date", "bridge_state", "bridge_document_count"];

/**
 * What a record is in the accounting software, and what can be done about it: rows and
 * buttons as the server gives them, see tools/cards.py. Nothing is shown where it gives
 * none.
 */
export class Card extends Component {
    static template = "accounting_bridge.Card";
    static components = { AutoComplete };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.searchInput = useChildRef();
        // What a person confirmed or chose is done, if need be after what is on its way.
        this.presses = new Mutex();
        this.state = useState({ card: {}, searched: null, busyWith: 0 });
        onWillStart(() => this.show(this.props.record));
        onWillUpdateProps(({ record }) => this.show(record));
    }

    get isBusy() {
        return Boolean(this.state.busyWith);
    }

    get hasCard() {
        return Boolean(this.state.card.title);
    }

    async show(record) {
        const followed = FOLLOWED.map((name) => String(record.data[name] ?? ""));
        const shown = [record.resModel, record.resId, ...followed].join();
        if (shown !== this.shown) {
            this.shown = shown;
            await this.load(record);
        }
    }

    async load({ resModel, resId }) {
        const asked = (this.asked = {});
        let card = {};
        try {
            card = resId ? await this.orm.silent.call(MODEL, "get_card", [resModel, resId]) : {};
        } catch {
            // The form is of use without its card.
        }
        if (asked === this.asked) {
            Object.assign(this.state, { card, searched: null });
        }
    }

    // --- Buttons

    press(button) {
        if (button.is_search) {
            this.state.searched = button;
        } else if (button.confirm) {
            this.dialog.add(ConfirmationDialog, {
                title: button.label,
                body: button.confirm,
                confirmLabel: button.label,
                confirm: () => this.run(button),
                cancelLabel: _t("Cancel"),
                cancel: () => {},
            });
        } else if (!this.isBusy) {
            return this.run(button);
        }
    }

    run(button, choice) {
        const target = this.target(button);
        return this.inTurn(() => this.callAndReload(button, target, choice));
    }

    async inTurn(work) {
        this.state.busyWith++;
        try {
            return await this.presses.exec(work);
        } finally {
            this.state.busyWith--;
        }
    }

    async callAndReload(button, target, choice) {
        const { record } = this.props;
        if (!(await record.save())) {
            return;
        }
        const args = choice === undefined ? button.args : { ...button.args, choice };
        let action = false;
        try {
            action = await this.orm.call(MODEL, "press", [...target, button.name, args]);
        } finally {
            // A part may be done, also where the rest failed.
            await this.reload(button);
        }
        if (action) {
            await this.action.doAction(action, { onClose: () => this.reload(button) });
        }
    }

    async reload(button) {
        if (button.is_reloading) {
            await this.props.record.load();
        }
        await this.load(this.props.record);
    }

    /** The record that a button is about. */
    target(button) {
        const { resModel, resId } = this.props.record;
        return button.model ? [button.model, button.id] : [resModel, resId];
    }

    // --- Search

    isSearched(button) {
        const { searched } = this.state;
        return searched && JSON.stringify(searched) === JSON.stringify(button);
    }

    searchedIn(buttons) {
        return buttons.find((button) => this.isSearched(button));
    }

    sources(button) {
        return [
            {
                placeholder: _t("Searching..."),
                optionSlot: "choice",
                options: (text) => this.choices(button, text),
            },
        ];
    }

    async choices(button, text) {
        const found = await this.orm.call(MODEL, "search_choices", [
            ...this.target(button),
            button.name,
            text,
            button.args,
        ]);
        if (!found.length) {
            return [{ label: _t("Nothing found"), cssClass: "text-muted" }];
        }
        return found.map(({ label, note, value }) => ({
            label,
            data: { note },
            onSelect: () => this.run(button, value),
        }));
    }

    /** Read what is new over there, then look for what was typed once more. */
    async searchAnew(button) {
        const args = [...this.target(button), "read_directory", {}];
        await this.inTurn(() => this.orm.call(MODEL, "press", args));
        const input = this.searchInput.el;
        input?.focus();
        input?.dispatchEvent(new InputEvent("input"));
    }

    endSearch() {
        this.state.searched = null;
    }
}

export const card = {
    component: Card,
    additionalClasses: ["d-block", "w-100"],
    fieldDependencies: [{ name: "write_date", type: "datetime" }],
};

registry.category("view_widgets").add("accounting_bridge_card", card);
