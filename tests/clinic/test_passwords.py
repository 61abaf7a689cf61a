"""Long, nobody's first guess, and of whatever letters."""

import random

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from clinic.models import User
from clinic.passwords import EXAMPLE, common_passwords


def refusals(password, user=None) -> list[str]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return [one.code for one in error.error_list]
    return []


def test_three_thousand_common_ones_are_refused(db):
    sample = random.Random(3).sample(sorted(common_passwords()), 3_000)
    assert sum("password_too_common" in refusals(one) for one in sample) == 3_000


def test_the_list_has_many_of_the_length_that_may_be_chosen():
    assert len(common_passwords()) > 40_000
    assert min(map(len, common_passwords())) >= 12


@pytest.mark.parametrize("change", [str.upper, str.title, lambda text: f" {text} "])
def test_other_cases_and_blanks_make_it_no_better(change):
    assert "password_too_common" in refusals(change("unbelievable"))


@pytest.mark.parametrize(
    "good",
    [
        "blue kettle warm Sunday",
        "correct horse battery",
        "xkwqvzjr1948tt",
        "5258 4938 1047",
        "日本の山と川と海と空と風と星",
        "🙂🐢🚲🌧 morning tea",
        "y" + "four words in a row " * 6,
        "pqfj" * 31 + "wx z",
        "x" * 3 + "long one " * 28,
    ],
)
def test_good_ones_of_whatever_letters_are_accepted(good):
    assert 12 <= len(good) <= 256
    assert refusals(good) == []


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("short", "password_too_short"),
        ("x y" * 86, "password_too_long"),
        ("aaaaaaaaaaaa", "password_too_common"),
        ("abcabcabcabcab", "password_too_common"),
        ("123456123456", "password_too_common"),
        (EXAMPLE, "password_too_common"),
        (EXAMPLE.upper(), "password_too_common"),
        ("Hipwise-2026!", "password_of_our_names"),
        ("hip wise hip wise", "password_of_our_names"),
    ],
)
def test_what_can_be_guessed_is_refused(bad, why):
    assert why in refusals(bad)


def test_the_names_of_ones_clinic_are_refused(elm):
    elm.clinic.name = "Elm Street Physiotherapy"
    elm.clinic.save()
    assert refusals("ElmStreetPhysiotherapy1", elm.owner) == ["password_of_our_names"]
    assert refusals("Physiotherapy2026", elm.owner) == ["password_of_our_names"]
    assert refusals("elm blue kettle warm Sunday", elm.owner) == []
    assert refusals("ElmStreetPhysiotherapy1") == []


def test_ones_own_name_is_refused(db):
    rosa = User(username="rosa.lind1951", first_name="Rosamunde", last_name="Lindqvist")
    assert refusals("rosa.lind19511", rosa) == ["password_too_similar"]


def test_the_answer_says_what_would_be_right(client, elm):
    client.force_login(elm.owner)
    typed = {"oldpassword": "correct horse battery", "password1": "unbelievable"}
    page = client.post(
        "/accounts/password/change/", typed | {"password2": "unbelievable"}
    ).content.decode()
    assert "easy to guess. Make up four words that do not belong together." in page
