# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whatever the moment of its death, a sender leaves nothing behind that others would
lose or send twice."""

from . import forks
from .comparison import compare, record_ids
from .kill_points import KillPoints
from .passing_time import PassingTime
from .stage import no_scheduled_sending, program_environment

#: Of the points, every so many-th is taken. `setup/faults` takes them all.
EVERY = 3


def test_each_point(stage, tmp_path):
    strangers = record_ids(stage)
    points_file = tmp_path / "points"
    machine = program_environment(stage.machine)
    with (
        no_scheduled_sending(stage),
        forks.running(machine, stage.database, points_file) as runner,
    ):
        passing_time = PassingTime(stage.database, stage.sandbox)
        kill_points = KillPoints(stage, runner, passing_time, points_file, EVERY)
        walks = kill_points.walk_all()
    for walk in walks:
        print(f"{walk.name}: {walk.deaths} deaths at points 1 to {len(walk.points)}:")
        print(*walk.points, sep="\n")
        assert walk.deaths
    documents = sum((walk.documents for walk in walks), [])
    assert not compare(stage, documents, strangers).problems
