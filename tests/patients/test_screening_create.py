from datetime import timedelta

import pytest

from clinic.models import TrailEntry
from patients.actions.screenings import record_screening, reopen_screening
from patients.models import Screening
from routines.screening import ASKED_GROUPS, all_no, answers_from

NONE = {f"none_{group.id}": "on" for group in ASKED_GROUPS}


def url(world, slug=None):
    return f"/c/{slug or world.clinic.slug}/patients/{world.patient.pk}/screening/"


def sent(world, **changes):
    """What a browser sends: no to everything, but for `changes`; None leaves a field out."""
    latest = world.patient.screenings.newest_first().first()
    data = NONE | {"note": "", "smoking": "", "after": latest.pk if latest else ""} | changes
    return {name: value for name, value in data.items() if value is not None}


def posted(client, world, **changes):
    client.force_login(world.practitioner)
    return client.post(url(world), sent(world, **changes))


def errors(response):
    return {name: str(texts[0]) for name, texts in response.context["form"].errors.items()}


def day(world, days):
    return (world.clinic.today() - timedelta(days=days)).isoformat()


def test_every_question_is_on_the_page(client, elm):
    client.force_login(elm.practitioner)
    response = client.get(url(elm))
    assert response.templates[0].name == "patients/screening_create.html"
    content = response.content.decode()
    assert content.count("None of these</span>") == 10
    for group in ASKED_GROUPS:
        for rule in group.rules:
            assert f'name="yes_{rule.id}"' in content


def test_nothing_is_ticked_beforehand_and_the_last_yes_stands_beside(client, elm):
    said = all_no() | {"thr": {"yes": True, "on": "2024-03-05"}, "pregnant": {"yes": True}}
    Screening.objects.filter(pk=elm.screening.pk).update(answers=said)
    client.force_login(elm.practitioner)
    content = client.get(url(elm)).content.decode()
    assert " checked>" not in content
    assert content.count("Last time:") == 2
    assert "Last time: yes, 5 Mar 2024" in content
    assert "2024-03-05" not in content


def test_none_of_these_ten_times_screens_a_healthy_patient(client, elm):
    response = posted(client, elm, note="Well.")
    screening = Screening.objects.newest_first().first()
    assert response.url == f"/c/elm/patients/{elm.patient.pk}/screenings/{screening.pk}/"
    assert set(screening.answers) == set(all_no())
    assert not any(answer["yes"] for answer in screening.answers.values())
    assert (screening.made_by, screening.note) == (elm.practitioner, "Well.")


def test_a_yes_is_kept_with_its_details_and_the_rest_of_its_group_is_no(client, elm):
    posted(
        client,
        elm,
        none_surgery=None,
        yes_thr="on",
        on_thr=day(elm, 200),
        none_belly=None,
        yes_hernia="on",
        side_hernia="left",
        urgent_hernia="on",
        none_birth=None,
        yes_postpartum="on",
        on_postpartum=day(elm, 30),
        birth_postpartum="c_section",
    )
    answers = Screening.objects.newest_first().first().answers
    assert answers["thr"] == {"yes": True, "on": day(elm, 200)}
    assert answers["hernia"] == {"yes": True, "side": "left", "urgent": True}
    assert answers["postpartum"] == {"yes": True, "on": day(elm, 30), "c_section": True}
    assert answers["abdo_history"] == {"yes": False}


BAD = [
    ({"none_now": None}, "none_now", "Not answered yet"),
    ({"yes_fracture": "on"}, "none_now", "Untick one"),
    ({"none_surgery": None, "yes_thr": "on"}, "on_thr", "date is missing"),
    ({"none_surgery": None, "yes_thr": "on", "on_thr": "2999-01-01"}, "on_thr", "future"),
    ({"none_surgery": None, "yes_thr": "on", "on_thr": "1900-01-01"}, "on_thr", "born"),
    ({"none_surgery": None, "yes_thr": "on", "on_thr": "31.2.2024"}, "on_thr", "cannot be read"),
    ({"none_surgery": None, "yes_thr": "on", "on_thr": "9" * 5000}, "on_thr", "cannot be read"),
    ({"on_thr": "2024-01-01"}, "yes_thr", "Tick this question too"),
    ({"side_skin": "left"}, "yes_skin", "Tick this question too"),
    ({"none_belly": None, "yes_skin": "on"}, "side_skin", "which side"),
    ({"none_belly": None, "yes_skin": "on", "side_skin": "up"}, "side_skin", "Choose one"),
    ({"none_now": None, "yes_dvt_now": "on"}, "on_dvt_now", "date is missing"),
    (
        {"none_birth": None, "yes_postpartum": "on", "on_postpartum": "2024-01-01"},
        "birth_postpartum",
        "how the baby was born",
    ),
    ({"note": "x" * 2001}, "note", "2000"),
    ({"note": "a\0b"}, "note", "Null"),
    ({"after": "9" * 5000}, "after", "again"),
    ({"after": "-1"}, "after", "again"),
]


@pytest.mark.parametrize(("changes", "field", "words"), BAD)
def test_bad_input_is_told_beside_its_field_and_kept(client, elm, changes, field, words):
    response = posted(client, elm, **{"note": "Typed with care."} | changes)
    assert response.status_code == 200
    assert list(errors(response)) == [field]
    assert words in errors(response)[field]
    content = response.content.decode()
    if "note" not in changes:
        assert "Typed with care." in content
    for name, value in changes.items():
        if value is not None and name.startswith("on_"):
            assert f'value="{value}"' in content
    assert Screening.objects.count() == 1


def test_what_was_ticked_stays_ticked(client, elm):
    response = posted(client, elm, none_surgery=None, yes_thr="on", yes_transplant="on")
    content = response.content.decode()
    assert content.count(" checked>") == 9 + 2
    assert '<a href="#id_on_thr">' in content
    assert 'id="id_on_thr_error"' in content


def test_a_group_left_alone_may_be_saved_as_not_answered(client, elm):
    refused = posted(client, elm, none_birth=None)
    assert "unfinished" in refused.content.decode()
    posted(client, elm, none_birth=None, unfinished="on")
    answers = Screening.objects.newest_first().first().answers
    assert set(all_no()) - set(answers) == {"pregnant", "postpartum", "menses_iud"}


def test_a_man_of_65_is_asked_whether_he_ever_smoked(client, elm):
    client.force_login(elm.practitioner)
    assert "smoked" not in client.get(url(elm)).content.decode()
    elm.patient.sex = "male"
    elm.patient.save()
    assert "ever smoked" in client.get(url(elm)).content.decode()
    stale = posted(client, elm)
    assert "Ask it again" in errors(stale)["yes_aaa_risk"]
    posted(client, elm, smoking="on")
    assert Screening.objects.newest_first().first().answers["aaa_risk"]["smoking"]


def test_sent_twice_it_is_kept_once(client, elm):
    data = sent(elm)
    client.force_login(elm.practitioner)
    first, again = (client.post(url(elm), data) for _ in range(2))
    assert first.url == again.url
    assert Screening.objects.count() == 2


def test_somebody_elses_screening_meanwhile_is_told(client, elm):
    data = sent(elm, note="Mine.")
    theirs = record_screening(
        patient=elm.patient,
        answers=answers_from(all_no() | {"pregnant": {"yes": True}}),
        after=elm.screening.pk,
        by=elm.owner,
    )
    client.force_login(elm.practitioner)
    response = client.post(url(elm), data)
    assert "another screening" in errors(response)["__all__"]
    assert f'name="after" value="{theirs.pk}"' in response.content.decode()
    assert "Mine." in response.content.decode()
    assert Screening.objects.count() == 2


def test_what_put_the_last_one_in_question_is_marked(client, elm):
    reopen_screening(patient=elm.patient, rules=["aaa_known"], by=None)
    client.force_login(elm.practitioner)
    content = client.get(url(elm)).content.decode()
    assert content.count("Ask again</span>") == 1
    assert "ask it all again" in content


def test_an_archived_patient_is_not_screened(client, elm):
    elm.patient.archived_at, elm.patient.archived_by = elm.screening.made_at, elm.owner
    elm.patient.save()
    response = posted(client, elm)
    assert "archived" in errors(response)["__all__"]
    assert Screening.objects.count() == 1


def test_it_is_for_those_who_may_screen(client, elm):
    client.force_login(elm.front_desk)
    assert client.get(url(elm)).status_code == 403
    assert client.post(url(elm), sent(elm)).status_code == 403
    assert Screening.objects.count() == 1
    assert not TrailEntry.objects.filter(action="patients.screening_recorded").exists()


def test_a_stranger_finds_nothing(client, elm, oak):
    for user in (oak.practitioner, elm.patient_user):
        client.force_login(user)
        assert client.get(url(elm)).status_code == 404
        assert client.post(url(elm), sent(elm)).status_code == 404
    client.force_login(oak.practitioner)
    assert client.get(url(elm, slug="oak")).status_code == 404
    assert client.post(url(elm, slug="oak"), sent(elm)).status_code == 404
    assert Screening.objects.for_clinic(elm.clinic).count() == 1


def test_it_asks_few_queries(client, elm, django_assert_max_num_queries):
    client.force_login(elm.practitioner)
    with django_assert_max_num_queries(7):
        client.get(url(elm))
