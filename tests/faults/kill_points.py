# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The sender killed at each of its points, one by one.

A point is the moment after a commit, before a call or after one. Each death has two
documents of its own: an invoice and a bill. There must be no other sender.
"""

from dataclasses import dataclass, field
from pathlib import Path

from .stage import new_pairs

#: More than there are points on a walk.
MOST_POINTS = 66
#: How often the scheduled action may run until all that is left over is sent.
ROUNDS = 20
#: Seconds between these runs: longer than a look-up must wait after the last call.
REST = 200
OPEN_STATES = ("preparing", "queued", "sending", "waiting")


@dataclass
class Walk:
    """One list of points, the documents of each death there, and how many died."""

    name: str
    points: list[str]
    documents: list[int] = field(default_factory=list)
    deaths: int = 0


class KillPoints:
    """
    :param forks: see the module of that name
    :param every: die at every so many-th point alone
    """

    def __init__(self, stage, forks, passing_time, points_file, every=1):
        self._stage = stage
        self._forks = forks
        self._time = passing_time
        self._file = Path(points_file)
        self._every = every

    def walk_all(self):
        """Take all walks, with documents made for them.

        :rtype: list[Walk]
        """
        count = MOST_POINTS // self._every + 2
        fresh = new_pairs(self._stage, count, count)
        known = new_pairs(self._stage, 3 * count, 1)
        first = known.pop()
        self.send(first)  # makes the one partner's contact
        walks = [
            self.fresh(fresh),
            self.pressed(known),
            self.repeated(known),
            self.looked_up(known),
        ]
        walks[0].documents += first
        return walks

    def send(self, pair):
        """Let the scheduled action send two documents, with nobody killed."""
        self._single_out(pair)
        self._send(pair)

    def fresh(self, pairs):
        """Die on the way to the provider.

        :param pairs: takes what it needs of them
        """
        return self._walk("on the way", pairs, self._single_out)

    def pressed(self, pairs):
        """Die while a person waits.

        :param pairs: of partners whose contacts are known
        """
        return self._walk("with a person waiting", pairs, self._single_out, self._press)

    def repeated(self, pairs):
        """Die in doubt, while the provider still knows the key.

        :param pairs: of partners whose contacts are known
        """
        return self._walk("after a lost answer", pairs, self._lose_answer)

    def looked_up(self, pairs):
        """Die in doubt, after the provider has forgotten the key.

        :param pairs: of partners whose contacts are known
        """

        def prepare(pair):
            self._lose_answer(pair)
            self._time.pass_(60 * self._stage.books.MINUTES_OF_KEYS)
            self._time.make_due(pair)

        return self._walk("looking for documents", pairs, prepare)

    def _walk(self, name, pairs, prepare, send=None):
        send = send or self._send
        pair = pairs.pop()
        prepare(pair)
        self._file.write_text("")
        send(pair)
        walk = Walk(name, self._file.read_text().splitlines(), [*pair])
        for number in range(1, len(walk.points) + 1, self._every):
            pair = pairs.pop()
            prepare(pair)
            walk.documents += pair
            walk.deaths += send(pair, number)
        self._finish(walk.documents)
        return walk

    def _send(self, _pair, kill_at=None):
        return self._forks.send(self._stage.connection, kill_at)

    def _press(self, pair, kill_at=None):
        return self._forks.press(pair, kill_at)

    def _finish(self, documents):
        """Let others do what is left over, until nothing is due."""
        for _round in range(ROUNDS):
            rows = self._stage.read(documents, "state")
            left = [row["id"] for row in rows if row["state"] in OPEN_STATES]
            if not left:
                return
            self._time.pass_(REST)
            self._time.make_due(left)
            self._send(left)

    def _single_out(self, pair):
        """Let the scheduled action find these two alone."""
        self._time.make_due(pair, only=True)

    def _lose_answer(self, pair):
        """Both arrive, and nobody is told."""
        self._stage.books.arm("reset_after_commit", count=None)
        self.send(pair)
        self._stage.sandbox.clear_faults()
        self._time.make_due(pair)
