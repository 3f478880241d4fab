# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime, timedelta

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge.tools.limits import (
    MinuteLimit,
    PastCall,
    left_by_count,
    left_by_word,
    room_by_count,
    room_by_word,
)

NOW = datetime(2026, 3, 2, 12, 0, 0)
BATCHES = MinuteLimit(3, part_of_path="/batch")


def ago(seconds):
    return NOW - timedelta(seconds=seconds)


def ahead(seconds):
    return NOW + timedelta(seconds=seconds)


def calls(*seconds_ago, path="/batch"):
    return [PastCall(ago(seconds), path) for seconds in seconds_ago]


@tagged("post_install", "-at_install")
class TestLimits(BaseCase):
    # === OUR OWN COUNT === #

    def test_room_comes_when_the_oldest_call_is_a_minute_old(self):
        self.assertIsNone(room_by_count(NOW, calls(50, 10), BATCHES))
        self.assertEqual(room_by_count(NOW, calls(50, 10, 5), BATCHES), ahead(10))

    def test_any_sixty_seconds_count_not_a_minute_of_the_clock(self):
        self.assertIsNone(room_by_count(NOW, calls(70, 60, 10, 5), BATCHES))
        self.assertEqual(left_by_count(NOW, calls(70, 60, 10, 5), BATCHES), 1)

    def test_what_is_reserved_is_left_to_others(self):
        self.assertEqual(room_by_count(NOW, calls(50, 10), BATCHES, 1), ahead(10))
        self.assertEqual(room_by_count(NOW, calls(50, 10, 5), BATCHES, 1), ahead(50))

    def test_a_reserve_beyond_the_limit_leaves_one_call(self):
        self.assertIsNone(room_by_count(NOW, [], BATCHES, 20))
        self.assertEqual(room_by_count(NOW, calls(10), BATCHES, 20), ahead(50))

    def test_only_calls_of_the_kind_count(self):
        others = calls(9, 8, 7, 6, path="/query")
        self.assertIsNone(room_by_count(NOW, others, BATCHES))
        self.assertEqual(room_by_count(NOW, others, MinuteLimit(4)), ahead(51))

    # === THE PROVIDER'S WORD === #

    def test_the_word_counts_what_grew_old_since(self):
        self.assertEqual(left_by_word(NOW, calls(80, 70, 20), 0, ago(20)), 1)
        self.assertIsNone(room_by_word(NOW, calls(70, 20), 0, ago(20)))

    def test_room_by_the_word(self):
        self.assertEqual(room_by_word(NOW, calls(50, 20), 0, ago(20)), ahead(10))
        self.assertEqual(room_by_word(NOW, calls(50, 20), 0, ago(20), 1), ahead(40))

    def test_calls_of_others_are_over_a_minute_after_the_word(self):
        self.assertEqual(room_by_word(NOW, calls(20), 0, ago(15), 3), ahead(45))

    def test_an_old_word_says_nothing(self):
        self.assertIsNone(room_by_word(NOW, [], 0, ago(60), 3))
