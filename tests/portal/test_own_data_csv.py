import csv
from io import StringIO


def test_it_is_a_row_for_each_routine_and_no_formula(client, elm):
    elm.log.note = "=1+1"
    elm.log.save()
    client.force_login(elm.patient_user)
    text = client.post("/my/data.csv").content.decode("utf-8-sig")
    headings, row = csv.reader(StringIO(text))
    assert headings[:3] == ["Day", "Routine", "Side"]
    assert row[0] == elm.log.done_on.isoformat()
    assert row[2:8] == ["both sides", "Done", "180", "3", "2", "4"]
    assert row[-1] == "'=1+1"


def test_a_session_without_a_routine_is_a_row_too(client, elm):
    elm.log.items.all().delete()
    client.force_login(elm.patient_user)
    text = client.post("/my/data.csv").content.decode("utf-8-sig")
    assert len(list(csv.reader(StringIO(text)))) == 2
