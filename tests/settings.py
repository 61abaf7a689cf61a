"""The one settings file, made quick and quiet for tests."""

import os
import tempfile

if not os.environ.get("HIPWISE_DATA"):
    os.environ["HIPWISE_DATA"] = tempfile.mkdtemp(prefix="hipwise-tests-")

from clinic.settings import *

STORAGES = {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Lines of the trail are in the database at once, and sealed when a test says so.
TRAIL_SPOOL = TRAIL_SEAL_SECONDS = None
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# WhiteNoise warns of a folder that is not there, and here warnings are errors.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # The cache in the database as on PostgreSQL: a test that fails takes back what it put there.
    del DATABASES["cache"]
    DATABASE_ROUTERS = []
    # A file, as in earnest: tables in memory refuse a second writer instead of letting it wait.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "tests.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
    )
