from datetime import date

from patients.week_bars import BOTTOM, TOP, Week, minute_bars, pressure_bars

WEEKS = [
    Week(date(2026, 3, 2), sessions=5, seconds=1200, below=1, within=8, above=1),
    Week(date(2026, 3, 9), sessions=2, seconds=600, within=4),
    Week(date(2026, 3, 16)),
]


def test_the_highest_bar_fills_the_picture_and_the_others_are_in_proportion():
    first, second, third = minute_bars(WEEKS)
    assert [part.y for part in first.parts] == [TOP]
    assert [part.height for part in second.parts] == [(BOTTOM - TOP) / 2]
    assert third.parts == ()
    assert first.x < second.x < third.x


def test_pressures_are_piled_up():
    first, *_others = pressure_bars(WEEKS)
    assert [(part.kind, part.amount) for part in first.parts] == [
        ("within", 8),
        ("below", 1),
        ("above", 1),
    ]
    assert sum(part.height for part in first.parts) == BOTTOM - TOP


def test_no_week_and_empty_weeks_are_no_trouble():
    assert minute_bars([]) == []
    assert [bar.parts for bar in pressure_bars(WEEKS[2:])] == [()]
