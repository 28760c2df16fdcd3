"""How often the live picture is drawn."""

from components.lab.view import SHORTEST_INTERVAL, drawing_interval


def test_few_watchers_get_pictures_as_often_as_can_be():
    assert drawing_interval(1) == SHORTEST_INTERVAL


def test_a_class_of_watchers_gets_them_less_often_in_few_steps():
    intervals = [drawing_interval(sessions) for sessions in range(1, 61)]
    assert intervals == sorted(intervals)
    assert len(set(intervals)) <= 5
    # Thirty sessions together draw at most 33 pictures a second.
    assert all(sessions / interval <= 34 for sessions, interval in enumerate(intervals, start=1))
