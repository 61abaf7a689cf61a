import pytest
from django.template.loader import render_to_string

from clinic.models import TrailEntry
from patients.templatetags.own_pages import PAGES
from tests.test_architecture import ROUTES
from tests.test_tenancy import PORTAL_ROUTES


@pytest.mark.parametrize("route", PORTAL_ROUTES)
def test_every_page_of_a_patient_has_its_words(route):
    assert ROUTES[route].callback.__name__ in PAGES


@pytest.mark.parametrize(
    ("page", "words"), [("home", "today’s program"), ("gone_since", "gone since")]
)
def test_the_trail_names_the_page_in_words(page, words):
    entry = TrailEntry(action="patients.own_page_opened", details={"page": page})
    sentence = render_to_string(entry.template_name, {"entry": entry}).strip()
    assert sentence == f"Opened the patient’s own page: {words}"
