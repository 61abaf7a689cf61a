from patients.actions.programs import activate_program, change_program, save_draft
from tests.patients.test_program_actions import plan


def test_an_old_version_stays_readable(client, elm):
    draft = change_program(program=elm.program, by=elm.practitioner)
    save_draft(
        version=draft,
        edit=1,
        review_on=draft.review_on,
        note="",
        phases=plan(elm.routine, hold=60),
        by=elm.practitioner,
    )
    activate_program(program=elm.program, by=elm.practitioner)
    client.force_login(elm.front_desk)
    old = client.get(f"/c/elm/programs/{elm.program.pk}/versions/1/")
    new = client.get(f"/c/elm/programs/{elm.program.pk}/versions/2/")
    holds = [r.context["phases"][0].prescriptions[0].hold for r in (old, new)]
    assert holds == [45, 60]
    assert (old.context["is_followed"], new.context["is_followed"]) == (False, True)


def test_a_version_that_is_not_there(client, elm):
    client.force_login(elm.practitioner)
    assert client.get(f"/c/elm/programs/{elm.program.pk}/versions/7/").status_code == 404
    huge = "9" * 30
    assert client.get(f"/c/elm/programs/{elm.program.pk}/versions/{huge}/").status_code == 404
    assert client.get(f"/c/elm/programs/{huge}/versions/1/").status_code == 404


def test_a_stranger_finds_nothing(client, elm, oak):
    client.force_login(oak.owner)
    assert client.get(f"/c/oak/programs/{elm.program.pk}/versions/1/").status_code == 404


def test_its_queries_do_not_grow(client, elm, django_assert_num_queries):
    client.force_login(elm.practitioner)
    with django_assert_num_queries(10):
        client.get(f"/c/elm/programs/{elm.program.pk}/versions/1/")
