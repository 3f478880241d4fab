import { onWillStart, onWillUnmount, onWillUpdateProps, useComponent } from "@odoo/owl";

/**
 * For widgets on the form of a connection: asks Odoo when the form shows another
 * connection, another state of it or a new import, and again after as many seconds as the answer says,
 * while the page is looked at.
 *
 * @param {(connectionId: number) => Promise<{seconds: number}>} ask
 * @param {(answer: {seconds: number}) => void} show called with the latest answer alone;
 *      with no seconds and nothing else where the connection is not saved yet
 * @returns {{now: () => Promise<void>}} asks at once
 */
export function useRepeatedLook(ask, show) {
    const component = useComponent();
    let asked = 0;
    let timer, shown, connectionId;

    async function follow({ record }) {
        const { state, contact_run_count: runs } = record.data;
        const wanted = `${record.resId} ${state} ${runs}`;
        if (wanted !== shown) {
            shown = wanted;
            connectionId = record.resId;
            await now();
        }
    }

    async function now() {
        stop();
        const own = asked;
        const answer = connectionId ? await ask(connectionId) : { seconds: 0 };
        if (own === asked) {
            show(answer);
            lookAgain(answer.seconds);
        }
    }

    function lookAgain(seconds) {
        if (seconds) {
            timer = setTimeout(() => reload(seconds), seconds * 1000);
        }
    }

    async function reload(seconds) {
        if (document.hidden) {
            lookAgain(seconds);
            return;
        }
        try {
            await now();
        } catch {
            // The server may be restarting: the next look tells.
            lookAgain(seconds);
        }
    }

    /** No answer that is still on its way counts from now on. */
    function stop() {
        asked++;
        clearTimeout(timer);
    }

    onWillStart(() => follow(component.props));
    onWillUpdateProps(follow);
    onWillUnmount(stop);
    return { now };
}
