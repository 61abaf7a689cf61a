from io import BytesIO

from django.utils.formats import date_format
from pypdf import PdfReader

from clinic.models import RenderedPaper, TrailEntry
from patients.actions.programs import complete_program, pause_program
from patients.models.program import Ending, PauseReason


def test_it_is_tagged_paper_kept_by_nobody(client, elm):
    elm.log.note = "<b>sore</b>"
    elm.log.save()
    client.force_login(elm.patient_user)
    response = client.post("/my/data.pdf")
    reader = PdfReader(BytesIO(response.content))
    words = " ".join(page.extract_text() for page in reader.pages)
    assert elm.patient.family_name in words
    assert "<b>sore</b>" in words
    assert "May I do it twice a day?" in words
    assert elm.own_device.words in words
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert response["Content-Disposition"] == 'attachment; filename="hipwise-my-data.pdf"'
    assert not RenderedPaper.objects.exists()
    assert TrailEntry.objects.filter(action="patients.own_data_taken").count() == 1


def test_it_says_in_ones_language_which_side_and_which_weeks(client, elm):
    elm.patient_user.language = "es"
    elm.patient_user.save()
    client.force_login(elm.patient_user)
    reader = PdfReader(BytesIO(client.post("/my/data.pdf").content))
    words = " ".join(page.extract_text() for page in reader.pages)
    assert "(ambos lados)" in words
    assert "Semana" in words


def words_of(client, elm):
    client.force_login(elm.patient_user)
    reader = PdfReader(BytesIO(client.post("/my/data.pdf").content))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_it_says_whether_a_program_is_active_or_has_ended(client, elm):
    assert "This program is active." in words_of(client, elm)
    pause_program(program=elm.program, reason=PauseReason.PRACTITIONER, by=elm.practitioner)
    assert "This program is paused." in words_of(client, elm)
    complete_program(program=elm.program, ending=Ending.BETTER, note="", by=elm.practitioner)
    assert f"This program ended on {date_format(elm.clinic.today(), 'j F Y')}." in words_of(
        client, elm
    )
