from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from patients.pain_chart import BOTTOM, LEFT, MOST_POINTS, RIGHT, TOP, pain_chart

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


def test_more_sessions_than_fit_are_the_means_of_their_weeks():
    days = [MONDAY + timedelta(weeks=week, days=day) for week in range(5) for day in (0, 2, 4)]
    rows = [(day, 4 + number % 3, None if number < 3 else 2) for number, day in enumerate(days)]
    chart = pain_chart(rows)
    assert chart.is_by_week
    assert [point.pain for point in chart.before] == [5.0] * 5
    assert [point.pain for point in chart.after] == [2.0] * 4
    assert len(chart.rows) == len(days)


def test_as_many_as_fit_are_each_a_point_and_so_are_many_in_two_weeks():
    few = [(MONDAY + timedelta(days=3 * n), 4, 3) for n in range(MOST_POINTS)]
    dense = [(MONDAY + timedelta(days=n // 3), 4, 3) for n in range(30)]
    for rows in (few, dense):
        chart = pain_chart(rows)
        assert (chart.is_by_week, len(chart.before)) == (False, len(rows))
