"""How long ago: one unit, as people say it."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from clinic.templatetags.ago import ago


@pytest.mark.parametrize(
    ("since", "english", "spanish"),
    [
        (timedelta(seconds=20), "just now", "ahora mismo"),
        (timedelta(minutes=5), "5\xa0minutes ago", "hace 5\xa0minutos"),
        (timedelta(hours=23, minutes=21), "23\xa0hours ago", "hace 23\xa0horas"),
        (timedelta(days=8), "1\xa0week ago", "hace 1\xa0semana"),
    ],
)
def test_it_says_the_largest_unit(since, english, spanish):
    moment = timezone.now() - since - timedelta(seconds=5)
    assert ago(moment) == english
    with translation.override("es"):
        assert ago(moment) == spanish
