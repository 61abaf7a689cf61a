import pytest

from patients.pain import Pain, keeps_rising

RISING, STEADY = Pain(3, 5, 5), Pain(3, 5, 4)


@pytest.mark.parametrize(
    ("before", "after", "rises"),
    [
        (3, 5, True),
        (3, 4, False),
        (0, 2, True),
        (10, 10, False),
        (None, 9, False),
        (3, None, False),
    ],
)
def test_pain_rises_by_two_or_more(before, after, rises):
    assert Pain(before, None, after).rises is rises


@pytest.mark.parametrize(("worst", "too_much"), [(5, False), (6, True), (None, False)])
def test_pain_during_a_session_stays_at_five_or_less(worst, too_much):
    assert Pain(3, worst, 3).is_too_much is too_much


@pytest.mark.parametrize(
    ("sessions", "expected"),
    [
        ([], False),
        ([RISING], False),
        ([RISING, RISING], True),
        ([RISING, STEADY, RISING], False),
        ([STEADY, RISING, RISING], True),
    ],
)
def test_it_keeps_rising_in_two_sessions_running(sessions, expected):
    assert keeps_rising(sessions) is expected
