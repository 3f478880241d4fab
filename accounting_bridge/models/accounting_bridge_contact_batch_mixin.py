# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

# Each commit here is a promise kept: see the run. pylint: disable=invalid-commit

import logging
from collections import Counter

from psycopg2.errors import OperationalError

from odoo import api, models

from ..exceptions import BridgeError

_logger = logging.getLogger(__name__)


class AccountingBridgeContactBatchMixin(models.AbstractModel):
    """How a run works a batch: together, and where one of it is in the way, each alone,
    so that it does not hold up the others."""

    _name = "accounting.bridge.contact.batch.mixin"
    _description = "Batch of a run of contacts"

    @api.model
    def _work(self, run, records):
        """Do the work on some records, and advance the run."""
        raise NotImplementedError

    @api.model
    def _tell_fault(self, run, record, error):
        """Tell a person what kept a record from being worked."""
        raise NotImplementedError

    @api.model
    def _work_batch(self, run, records):
        """
        :raise BridgeError: when the provider does not answer
        """
        try:
            self._work(run, records)
            self.env.flush_all()  # what the database refuses, here
        except (BridgeError, OperationalError):
            raise
        except Exception:
            _logger.info("A batch of run %s goes one by one", run.id, exc_info=True)
            self.env.cr.rollback()
            for record in records:
                self._work_alone(run, record)

    @api.model
    def _work_alone(self, run, record):
        try:
            self._work(run, record)
            self.env.flush_all()
        except (BridgeError, OperationalError):
            raise
        except Exception as error:
            self.env.cr.rollback()
            _logger.info("%s is left out of run %s", record, run.id, exc_info=True)
            self._tell_fault(run, record, error)
            run._advance(record, Counter(failed=1))
        self.env.cr.commit()
