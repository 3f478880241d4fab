import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

import { reactive } from "@odoo/owl";

/**
 * Asks the server to send documents that were committed by an earlier request, waits
 * for the outcome and tells the person. Nothing is lost when the waiting ends badly:
 * the documents are stored, and the scheduled action sends what is left.
 */
export const documentSenderService = {
    dependencies: ["action", "notification", "orm"],

    start(env, { action, notification, orm }) {
        const state = reactive({ isSending: false });

        async function requestSending(documentIds) {
            try {
                return await orm.call("accounting.bridge.document", "action_send_now", [
                    documentIds,
                ]);
            } catch (error) {
                return explainFailure(error);
            }
        }

        function explainFailure(error) {
            if (error instanceof ConnectionLostError) {
                return {
                    type: "warning",
                    title: _t("The connection to Odoo was lost"),
                    message: _t(
                        "What you created is stored and is sent by itself. The order shows its state."
                    ),
                };
            }
            if (error instanceof RPCError) {
                return {
                    type: "danger",
                    title: _t("Stored, but not sent yet"),
                    message: error.data?.message || error.message,
                };
            }
            throw error;
        }

        function tell(result, documentIds) {
            const close = notification.add(result.message, {
                title: result.title,
                type: result.type,
                sticky: result.type === "danger",
                buttons: [
                    ...decideButtons(result, () => close()),
                    {
                        name: documentIds.length > 1 ? _t("Open them") : _t("Open it"),
                        primary: result.type === "danger" && !result.decision_id,
                        onClick: () => {
                            close();
                            openDocuments(documentIds);
                        },
                    },
                ],
            });
        }

        /** What was not sent for want of a decision can be decided at once. */
        function decideButtons({ decision_id: decisionId }, close) {
            if (!decisionId) {
                return [];
            }
            const onClick = async () => {
                close();
                await action.doAction(
                    await orm.call("accounting.bridge.contact.decision", "action_decide", [
                        [decisionId],
                    ]),
                    { onClose: showNewState }
                );
            };
            return [{ name: _t("Decide"), primary: true, onClick }];
        }

        /** The answer may have sent what the view behind the dialog shows. */
        function showNewState() {
            return action.doAction("soft_reload");
        }

        function openDocuments(documentIds) {
            const target =
                documentIds.length > 1
                    ? {
                          domain: [["id", "in", documentIds]],
                          views: [
                              [false, "list"],
                              [false, "form"],
                          ],
                      }
                    : { res_id: documentIds[0], views: [[false, "form"]] };
            return action.doAction({
                type: "ir.actions.act_window",
                name: _t("Accounting Documents"),
                res_model: "accounting.bridge.document",
                ...target,
            });
        }

        /**
         * @param {number[]} documentIds
         */
        async function send(documentIds) {
            state.isSending = true;
            try {
                tell(await requestSending(documentIds), documentIds);
            } finally {
                state.isSending = false;
            }
        }

        return { state, send };
    },
};

registry.category("services").add("accounting_bridge_document_sender", documentSenderService);

/**
 * Sends the documents named in the action, then closes the dialog it came from, so
 * that the view behind shows the new state.
 */
async function sendDocuments(env, action) {
    await env.services.accounting_bridge_document_sender.send(action.params.document_ids);
    return { type: "ir.actions.act_window_close" };
}

registry.category("actions").add("accounting_bridge_send", sendDocuments);
