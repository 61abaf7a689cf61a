from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from patients.pain_chart import BOTTOM, LEFT, RIGHT, TOP, pain_chart

MONDAY = date(2026, 1, 5)
pains = st.none() | st.integers(0, 10)
sessions = st.lists(st.tuples(st.integers(0, 400), pains, pains), max_size=40).map(
    lambda rows: [
        (MONDAY + timedelta(days=d), b, a) for d, b, a in sorted(rows, key=lambda r: r[0])
    ]
)


@given(sessions)
def test_every_point_lies_in_the_picture(rows):
    chart = pain_chart(rows)
    for point in chart.before + chart.after:
        assert LEFT <= point.x <= RIGHT
        assert TOP <= point.y <= BOTTOM


@given(sessions)
def test_more_pain_is_higher_and_later_is_further_right(rows):
    points = pain_chart(rows).before
    for one, other in pairwise(points):
        assert one.x <= other.x
        assert (one.pain <= other.pain) == (one.y >= other.y)


@given(sessions)
def test_the_table_says_the_same_newest_first(rows):
    assert list(pain_chart(rows).rows) == rows[::-1]


def test_a_gap_in_the_log_is_a_gap_in_the_picture():
    days = [MONDAY, MONDAY + timedelta(days=1), MONDAY + timedelta(days=10)]
    first, second, last = pain_chart([(day, 3, 3) for day in days]).after
    assert last.x - second.x > 8 * (second.x - first.x)


def test_one_session_is_no_picture():
    assert not pain_chart([(MONDAY, 3, 2)]).is_worth_drawing
    assert pain_chart([(MONDAY, 3, 2), (MONDAY, 3, 2)]).is_worth_drawing


def test_nothing_is_no_picture():
    assert not pain_chart([]).is_worth_drawing
