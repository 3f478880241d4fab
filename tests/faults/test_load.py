# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A small fault run. `setup/faults` makes a large one."""

from .load import Load

DOCUMENTS = 24
KILLS, CUTS = 2, 1
#: Few calls are made: more of them are struck than in a large run.
SHARE = 0.3


def test_each_order_has_one_document_over_there(stage):
    result = Load(stage, DOCUMENTS, KILLS, CUTS, struck=SHARE).run()
    print(result)
    assert result.comparison.documents == DOCUMENTS
    assert not result.comparison.problems
    assert not result.over_limit
    assert result.struck, "no call has met a fault"
    assert (result.kills, result.cuts) == (KILLS, CUTS)
