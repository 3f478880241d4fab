import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { session } from "@web/session";

import { reactive } from "@odoo/owl";

const PRESS = "accounting.bridge.bulk.press";
const PROGRESS_MESSAGE = "accounting_bridge.bulk_press";

/** Where the browser remembers what it follows, by database and user. */
const STORAGE_KEY = `accounting_bridge.followed_presses.${session.db}.${user.userId}`;

/**
 * Milliseconds after which a press that is on its way is asked for, should no message
 * of it arrive.
 */
const REFRESH_PAUSE = 30000;

/**
 * Follows how bulk presses fare, in each tab of the browser they were made in, until
 * the person closes them: over messages of the bus, and once after each loading of the
 * page.
 */
export const bulkProgressService = {
    dependencies: ["bus_service", "orm"],

    start(env, { bus_service, orm }) {
        const state = reactive({ presses: [] });
        let timer = null;

        function readFollowed() {
            return JSON.parse(browser.localStorage.getItem(STORAGE_KEY) || "[]");
        }

        function writeFollowed(ids) {
            browser.localStorage.setItem(STORAGE_KEY, JSON.stringify(ids));
        }

        function show(press) {
            const known = state.presses.findIndex(({ id }) => id === press.id);
            if (known < 0) {
                state.presses.push(press);
            } else {
                state.presses[known] = press;
            }
            refreshLater();
        }

        /** Shows what this browser follows, and no more what another tab closed. */
        async function refresh() {
            const ids = readFollowed();
            const presses = ids.length
                ? await orm.silent.call(PRESS, "get_progress", [ids])
                : [];
            state.presses = presses;
            refreshLater();
        }

        function refreshLater() {
            browser.clearTimeout(timer);
            const isAnyUnderWay = state.presses.some(
                (press) => press.on_the_way_count || press.waiting_count
            );
            if (isAnyUnderWay) {
                // Without an answer, as while Odoo is away: the next time.
                timer = browser.setTimeout(
                    () => refresh().catch(refreshLater),
                    REFRESH_PAUSE
                );
            }
        }

        /**
         * @param {Object} press what the server says of it
         */
        function follow(press) {
            writeFollowed([...new Set([...readFollowed(), press.id])]);
            show(press);
        }

        function close(pressId) {
            writeFollowed(readFollowed().filter((id) => id !== pressId));
            state.presses = state.presses.filter(({ id }) => id !== pressId);
        }

        bus_service.subscribe(PROGRESS_MESSAGE, (press) => {
            if (readFollowed().includes(press.id)) {
                show(press);
            }
        });
        bus_service.start();
        browser.addEventListener("storage", (event) => {
            if (event.key === STORAGE_KEY) {
                refresh();
            }
        });
        if (readFollowed().length) {
            refresh();
        }

        return { state, follow, close };
    },
};

registry.category("services").add("accounting_bridge_bulk_progress", bulkProgressService);

/**
 * Follows the press named in the action, then closes the dialog it came from.
 */
function followPress(env, action) {
    env.services.accounting_bridge_bulk_progress.follow(action.params);
    return { type: "ir.actions.act_window_close" };
}

registry.category("actions").add("accounting_bridge_follow_press", followPress);
