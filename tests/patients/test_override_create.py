from datetime import timedelta

import pytest

from patients.actions.screenings import override_finding
from patients.models import ScreeningOverride
from routines.screening import all_no
from tests import factories

REASON = "INR 2.3 last week; the GP was told on the phone."


@pytest.fixture
def screening(elm):
    said = all_no() | {rule: {"yes": True} for rule in ("anticoag", "pad", "aspirin")}
    return factories.make_screening(elm.patient, by=elm.practitioner, answers=said)


def url(screening, slug="elm"):
    return f"/c/{slug}/patients/{screening.patient_id}/screenings/{screening.pk}/overrides/"


def sent(world, rule="anticoag", reason=REASON, days=30, **changes):
    until = world.clinic.today() + timedelta(days=days)
    return {
        "rule": rule,
        f"{rule}-reason": reason,
        f"{rule}-expires_on": until.isoformat(),
    } | changes


def test_a_reason_and_a_last_day_open_the_way(client, elm, screening):
    client.force_login(elm.practitioner)
    response = client.post(url(screening), sent(elm))
    assert response.url == screening.get_absolute_url()
    override = ScreeningOverride.objects.get()
    assert (override.rule, override.reason, override.by) == ("anticoag", REASON, elm.practitioner)
    assert override.expires_on == elm.clinic.today() + timedelta(days=30)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"anticoag-reason": "Too short."}, "reason", "10 letters are missing"),
        ({"anticoag-reason": ""}, "reason", "20 letters"),
        ({"anticoag-reason": "x" * 1001}, "reason", "1000"),
        ({"anticoag-reason": "a\0" * 20}, "reason", "Null"),
        ({"anticoag-expires_on": ""}, "expires_on", "last day"),
        ({"anticoag-expires_on": "soon"}, "expires_on", "cannot be read"),
        ({"anticoag-expires_on": "2000-01-01"}, "expires_on", "after today"),
        ({"anticoag-expires_on": "2999-01-01"}, "expires_on", "At most 90 days"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_kept(client, elm, screening, changes, field, words):
    client.force_login(elm.practitioner)
    response = client.post(url(screening), sent(elm) | changes)
    form = response.context["override"]
    assert list(form.errors) == [field]
    assert words in form.errors[field][0]
    content = response.content.decode()
    if field == "expires_on":
        assert REASON in content
    assert f'href="#id_anticoag-{field}"' in content
    assert not ScreeningOverride.objects.exists()


@pytest.mark.parametrize("rule", ["aspirin", "pregnant", "thr"])
def test_only_a_finding_that_asks_for_a_reason_is_overridden(client, elm, screening, rule):
    client.force_login(elm.practitioner)
    response = client.post(url(screening), sent(elm, rule=rule))
    assert response.status_code == 200
    assert "nothing to override" in response.content.decode()
    assert not ScreeningOverride.objects.exists()


def test_a_block_is_never_overridden(client, elm):
    said = all_no() | {"pregnant": {"yes": True}}
    screening = factories.make_screening(elm.patient, by=elm.practitioner, answers=said)
    client.force_login(elm.practitioner)
    response = client.post(url(screening), sent(elm, rule="pregnant"))
    assert "Nobody can override it" in response.content.decode()
    assert not ScreeningOverride.objects.exists()


def test_sent_twice_it_is_kept_once(client, elm, screening):
    client.force_login(elm.practitioner)
    for _ in range(2):
        client.post(url(screening), sent(elm))
    assert ScreeningOverride.objects.count() == 1


def test_an_older_screening_is_left_alone(client, elm, screening):
    response_for = elm.screening
    client.force_login(elm.practitioner)
    response = client.post(url(response_for), sent(elm))
    assert "newer screening" in response.content.decode()
    assert not ScreeningOverride.objects.exists()


@pytest.mark.parametrize("rule", ["", "unheard_of", "x" * 5000])
def test_a_rule_that_does_not_exist_is_not_found(client, elm, screening, rule):
    client.force_login(elm.practitioner)
    assert client.post(url(screening), {"rule": rule}).status_code == 404


def test_it_is_posted(client, elm, screening):
    client.force_login(elm.practitioner)
    assert client.get(url(screening)).status_code == 405


def test_it_is_for_those_who_may_screen(client, elm, screening):
    client.force_login(elm.front_desk)
    assert client.post(url(screening), sent(elm)).status_code == 403
    assert not ScreeningOverride.objects.exists()


def test_a_stranger_finds_nothing(client, elm, oak, screening):
    for user, slug in [(oak.practitioner, "elm"), (elm.patient_user, "elm"), (oak.owner, "oak")]:
        client.force_login(user)
        assert client.post(url(screening, slug), sent(elm)).status_code == 404
    assert not ScreeningOverride.objects.exists()


def test_an_override_that_has_run_out_can_be_renewed(client, elm, screening):
    override_finding(
        screening=screening,
        rule="anticoag",
        reason=REASON,
        expires_on=elm.clinic.today() + timedelta(days=1),
        by=elm.owner,
    )
    yesterday = elm.clinic.today() - timedelta(days=1)
    ScreeningOverride.objects.update(expires_on=yesterday)
    client.force_login(elm.practitioner)
    assert "held until" in client.get(screening.get_absolute_url()).content.decode()
    client.post(url(screening), sent(elm))
    assert ScreeningOverride.objects.count() == 2
