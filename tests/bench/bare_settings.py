"""The least Django that signs in by the same session and asks the same database."""

from clinic.settings import *

ROOT_URLCONF = "tests.bench.bare"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "tests/bench/templates"],
    }
]
