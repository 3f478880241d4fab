# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter
from typing import Any, NamedTuple

from odoo import api, models
from odoo.exceptions import AccessError

from ..const import PRESS_PATIENCE
from ..exceptions import BridgeError, TryAgain
from ..tools.matching import name_key
from ..tools.texts import as_sentences, first_words
from ..tools.verdicts import ContactWish

#: Partners that are worked in one transaction.
BATCH = 100

#: Seconds that one of them may take.
BATCH_PATIENCE = 60


class Exported(NamedTuple):
    """What became of partners: a count of each outcome, by the first words of a run's
    counters, what a person has to decide, and what was refused, in words."""

    counts: Counter
    decisions: Any
    remarks: list


class AccountingBridgeContactExport(models.AbstractModel):
    """Makes contacts of partners over there. Each is looked for first, as for a
    document, and what is found is linked; where that is not certain, a person is
    asked. A contact that was made is found again by its key or name, so that a lost
    answer or a crash makes none twice."""

    _name = "accounting.bridge.contact.export"
    _inherit = "accounting.bridge.contact.batch.mixin"
    _description = "Export of contacts"

    # === WHAT WOULD BE EXPORTED === #

    @api.model
    def _wishes(self, connection, partners):
        """The contacts that partners need, in the organization's own currency: as
        customers, as suppliers, or as both, by what they are in Odoo.

        :rtype: list[ContactWish]
        """
        kind_of = connection._provider()._contact_kind
        currency = connection.currency_id.name or ""
        customer_kind = kind_of("invoice", currency)
        supplier_kind = kind_of("bill", currency)
        wishes = []
        for partner in partners:
            if partner.customer_rank or not partner.supplier_rank:
                wishes.append(ContactWish(partner, customer_kind))
            if partner.supplier_rank:
                wishes.append(ContactWish(partner, supplier_kind))
        return list(dict.fromkeys(wishes))

    @api.model
    def _foresee(self, connection, partners):
        """What would become of partners, as far as the directory knows.

        :return: counts of ``linked``, ``found``, ``created``, ``decide``, ``skipped``;
            of the created, ``renamed``, whose name over there is not quite their own
        :rtype: Counter
        """
        resolver = self.env["accounting.bridge.contact.resolver"]
        # sudo: what was decided about partners counts, whoever looks.
        wishes = self._wishes(connection, partners)
        verdicts = resolver.sudo()._judge(connection.sudo(), wishes)
        counts = Counter()
        for wish, verdict in verdicts.items():
            if verdict.contact:
                counts["linked" if verdict.link else "found"] += 1
            elif verdict.name:
                counts["created"] += 1
                is_own = name_key(verdict.name) == name_key(wish.partner.name)
                counts["renamed"] += not is_own
            else:
                counts["skipped" if verdict.cause == "skipped" else "decide"] += 1
        return counts

    # === AT ONCE === #

    @api.model
    def _export_action(self, connection, partners):
        """Let the browser ask for the export, in a request after the commit of this
        one.

        :rtype: dict
        """
        return {
            "type": "ir.actions.client",
            "tag": "accounting_bridge_export_contacts",
            "params": {"connection_id": connection.id, "partner_ids": partners.ids},
        }

    @api.model
    def export_now(self, connection_id, partner_ids):
        """Export a few partners while a person waits. What can't be done in a few
        seconds is left to the scheduled action.

        :return: ``{"type", "message", "action"}`` for a notification; the action leads
            to what is to be decided, False where there is nothing
        :rtype: dict
        """
        self._check_may_export()
        connection = self.env["accounting.bridge.connection"].browse(connection_id)
        partners = self.env["res.partner"].browse(partner_ids).exists()
        connection.check_access("read")
        partners.check_access("read")
        try:
            with self.env.cr.savepoint():
                # sudo: links, directory and questions are written by the bridge alone.
                exported = self.sudo()._export(
                    connection.sudo(), partners.sudo(), PRESS_PATIENCE
                )
        except TryAgain as error:
            self._begin_run(connection, partners)
            message = self.env._("%s It goes on in the background.", error.message)
            return {"type": "warning", "message": message}
        except BridgeError as error:
            return {"type": "danger", "message": error.message}
        decisions = exported.decisions.with_env(self.env)
        is_all_done = not exported.remarks and not decisions
        return {
            "type": "success" if is_all_done else "warning",
            "message": self._say(connection, exported),
            "action": decisions._action_to_decide(),
        }

    @api.model
    def _check_may_export(self):
        """:raise AccessError: when the user may not send contacts"""
        if not self.env.user.has_group("accounting_bridge.group_user"):
            raise AccessError(
                self.env._(
                    "You may not send contacts to the accounting software. An "
                    "administrator can give you the right to."
                )
            )

    @api.model
    def _begin_run(self, connection, partners):
        """Let the scheduled action do it."""
        ids = sorted(partners.ids)
        return self.env["accounting.bridge.contact.run"]._begin(
            connection,
            "export",
            phase="matching",
            partner_ids=ids,
            total_count=len(ids),
        )

    @api.model
    def _say(self, connection, exported):
        counts = exported.counts
        sentences = [
            self.env._(
                "%(created)s made in %(provider)s, %(linked)s found there and linked, "
                "%(unchanged)s linked before.",
                created=counts["created"],
                linked=counts["linked"],
                unchanged=counts["unchanged"],
                provider=connection.provider_name,
            )
        ]
        if counts["decide"]:
            sentences.append(self.env._("To be decided: %s.", counts["decide"]))
        if counts["skipped"]:
            sentences.append(
                self.env._("Left out, as was decided before: %s.", counts["skipped"])
            )
        return " ".join([*sentences, *exported.remarks])

    # === IN THE BACKGROUND === #

    @api.model
    def _work_slice(self, run):
        """Export the next batch of a run.

        :raise BridgeError: when the provider does not answer
        """
        ids = [each for each in run.partner_ids or () if each > run.position][:BATCH]
        if not ids:
            run._end()
            return
        partners = self.env["res.partner"].browse(ids)
        self._work_batch(run, partners)

    @api.model
    def _work(self, run, partners):
        exported = self._export(run.connection_id, partners.exists(), BATCH_PATIENCE)
        run._add_remarks(exported.remarks)
        run._advance(partners, exported.counts)

    @api.model
    def _tell_fault(self, run, partner, error):
        words = self.env._(
            "%(partner)s: Odoo could not do it: %(reason)s Correct this, and send the "
            "contact again.",
            partner=partner.display_name,
            reason=as_sentences([first_words(error)]),
        )
        run._add_remarks([words])

    # === EXPORT === #

    @api.model
    def _export(self, connection, partners, timeout):
        """Find or make the contacts of partners.

        :param float timeout: seconds for all calls together
        :raise BridgeError: when the provider does not answer
        :rtype: Exported
        """
        wishes = self._wishes(connection, partners)
        resolver = self.env["accounting.bridge.contact.resolver"]
        known = resolver._judge_linked(connection, wishes)
        known = {wish for wish, verdict in known.items() if verdict.contact}
        left = [wish for wish in wishes if wish not in known]
        resolution = resolver._resolve(connection, left, timeout)
        verdicts, refused = resolution.verdicts, resolution.refused
        counts = Counter(unchanged=len(known))
        decisions = self.env["accounting.bridge.contact.decision"]
        for wish, verdict in verdicts.items():
            if wish in refused:
                counts["failed"] += 1
            elif verdict.cause == "skipped":
                counts["skipped"] += 1
            elif verdict.cause:
                decisions |= verdict.decision
            elif wish not in resolution.created:
                counts["linked"] += 1
        counts["decide"] = len(decisions)
        # Partners of one name share a contact.
        counts["created"] = len({verdicts[wish].contact for wish in resolution.created})
        remarks = [
            f"{wish.partner.display_name}: {refusal.words}"
            for wish, refusal in refused.items()
        ]
        return Exported(counts, decisions, remarks)
