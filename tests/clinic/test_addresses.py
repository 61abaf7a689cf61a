"""Which address of somebody counts, and whose it is."""

import pytest
from allauth.account.models import EmailAddress

from clinic.addresses import confirm_address, confirmed_address


@pytest.fixture
def theirs(elm):
    """Another person's address, confirmed before anybody else's."""
    made = EmailAddress(user=elm.owner, email="owner@elm.example", verified=True, primary=True)
    made.save()
    return made


def test_only_a_persons_own_address_counts(elm, theirs):
    assert confirmed_address(elm.patient_user) == ""
    confirm_address(elm.patient_user, "ana@elm.example")
    assert confirmed_address(elm.patient_user) == "ana@elm.example"
    assert confirmed_address(elm.owner) == theirs.email


def test_a_new_one_counts_before_the_old_one(elm, theirs):
    for email in ("ana@elm.example", "new@elm.example"):
        confirm_address(elm.patient_user, email)
    assert confirmed_address(elm.patient_user) == "new@elm.example"
    assert list(EmailAddress.objects.filter(primary=True).order_by("email")) == [
        EmailAddress.objects.get(email="new@elm.example"),
        theirs,
    ]
