# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import pytest

from tests.books import BOOKS

from .plans import faults_for


@pytest.mark.parametrize("books", BOOKS)
def test_each_kind_of_fault_is_planned(books):
    """A kind that a sandbox learns is met by fault runs, or they do not begin."""
    planned = {fault["kind"] for fault in faults_for(books)}
    assert planned >= {*books.sandbox_class.own_fault_kinds}
