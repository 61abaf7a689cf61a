from datetime import date, timedelta

import pytest

from patients.calendar import DayKind, Plan, kinds_of_days, month_rows, pauses_between, run_of

START = date(2026, 3, 2)  # a Monday
LETTERS = {kind.value[0].upper(): kind for kind in DayKind if kind is not DayKind.OUTSIDE}


def day(number):
    return START + timedelta(days=number)


def plan(done, *, today, a_week=5, stopped=(), paused=(), first=0, last=None):
    return Plan(
        first=day(first),
        last=day(today if last is None else last),
        today=day(today),
        week_began=day(today - today % 7),
        days_a_week=lambda _day: a_week,
        done={day(number) for number in done},
        stopped={day(number) for number in stopped},
        paused={day(number) for number in paused},
    )


def drawn(made):
    return "".join(kind.value[0].upper() for _day, kind in sorted(kinds_of_days(made).items()))


@pytest.mark.parametrize(
    ("done", "today", "expected"),
    [
        ([], 0, "O"),
        ([0], 0, "D"),
        ([0, 2], 3, "DRDO"),
        ([0, 1], 6, "DDRRMMO"),  # five a week: two days of rest, what is free beyond is missed
        ([0, 1, 2, 3, 4], 7, "DDDDDRRO"),
        ([0, 1, 2, 3, 4, 5, 6], 6, "DDDDDDD"),
    ],
)
def test_the_first_free_days_of_a_week_are_rest(done, today, expected):
    assert drawn(plan(done, today=today)) == expected


def test_every_day_prescribed_leaves_no_rest():
    assert drawn(plan([0], today=3, a_week=7)) == "DMMO"


def test_a_warning_sign_and_a_pause_are_no_missed_days():
    assert drawn(plan([0], today=5, a_week=7, stopped=[1], paused=[2, 3, 4, 5])) == "DSPPPP"


def test_nothing_is_missed_before_the_start_or_after_the_end():
    assert drawn(plan([3], today=20, a_week=7, first=3, last=4)) == "DM"


@pytest.mark.parametrize(
    ("done", "today", "expected"),
    [
        ([], 3, (0, None)),
        ([0], 0, (1, 0)),
        ([0, 1, 2, 3], 6, (4, 0)),  # two of rest, one missed: forgiven
        ([0, 1, 2, 3], 7, (4, 0)),
        ([0, 1, 2, 7], 7, (1, 7)),  # two missed in a week
        ([*range(4), *range(7, 11)], 14, (8, 0)),  # one missed in each week
    ],
)
def test_a_run_forgives_one_missed_day_a_week(done, today, expected):
    made = plan(done, today=today)
    run = run_of(made, kinds_of_days(made))
    assert (run.days, run.since and (run.since - START).days) == expected


def test_a_pause_breaks_no_run():
    made = plan([0, 1, 2, 3, 4, 15], today=15, paused=range(5, 15))
    assert run_of(made, kinds_of_days(made)).days == 6


def test_a_pause_lies_between_the_last_session_and_the_review():
    done = {day(0), day(3), day(9)}
    assert pauses_between([day(8)], done, START) == {day(n) for n in (4, 5, 6, 7)}
    assert pauses_between([day(2)], set(), START) == {day(0), day(1)}


@pytest.mark.parametrize(("first_weekday", "column"), [(0, 6), (6, 0)])
def test_a_month_has_rows_of_seven(first_weekday, column):
    rows = month_rows(date(2026, 3, 17), first_weekday)
    assert {len(row) for row in rows} == {7}
    assert rows[0][column] == date(2026, 3, 1)  # a Sunday
    assert [one for row in rows for one in row if one][-1] == date(2026, 3, 31)
