"""Pages are sent small; what is small already is sent as it is."""

import gzip

from clinic.models import RenderedPaper


def test_a_page_is_compressed(elm, client):
    client.force_login(elm.practitioner)
    response = client.get("/c/elm/patients/", headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert b"</html>" in gzip.decompress(response.content)


def test_paper_is_sent_as_it_is(elm, client):
    client.force_login(elm.practitioner)
    address = f"/c/elm/programs/{elm.program.pk}/handout.pdf"
    response = client.get(address, headers={"accept-encoding": "gzip"})
    assert not response.has_header("Content-Encoding")
    assert response.content == RenderedPaper.objects.get().pdf
