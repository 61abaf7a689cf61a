from datetime import date

import pytest

from patients.birth_dates import read_birth_date

DAY = date(1951, 3, 4)


@pytest.mark.parametrize(
    "text",
    [
        "1951-03-04",
        "1951-3-4",
        "04.03.1951",
        "4.3.1951",
        "03/04/1951",
        "3/4/1951",
        "4 Mar 1951",
        "4 march 1951",
        "4. March 1951",
        "Mar 4, 1951",
        "March 4 1951",
        "  4   Mar  1951 ",
    ],
)
def test_each_spelling_is_the_same_day(text):
    assert read_birth_date(text) == DAY


@pytest.mark.parametrize(
    "text", ["", "4", "1951", "31.02.1951", "31/01/1951", "4.3.51", "\0", "9" * 5000, "Ana"]
)
def test_what_is_no_date_is_none(text):
    assert read_birth_date(text) is None
