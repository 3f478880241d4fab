# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A way back for a store of records."""

from contextlib import contextmanager


class UndoLog:
    """Mixed into a store, which notes how each of its changes is undone."""

    def __init__(self):
        self._undo = []

    def note_undo(self, function):
        self._undo.append(function)

    @contextmanager
    def savepoint(self):
        """Undo what was noted inside when an exception leaves the block."""
        mark = self.mark()
        try:
            yield
        except BaseException:
            self.roll_back(mark)
            raise

    def mark(self):
        return len(self._undo)

    def roll_back(self, mark):
        while len(self._undo) > mark:
            self._undo.pop()()

    def forget_undo(self):
        self._undo.clear()
