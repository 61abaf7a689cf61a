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

# One connection for all: a test that fails takes back what it put into the cache, too.
del DATABASES["cache"]
DATABASE_ROUTERS = []
APP_ROLE = None

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in earnest: tables in memory refuse a second writer instead of letting it wait.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "tests.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        f"PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON; {TRIGGERS_ALWAYS}"
    )
elif OWNER_DATABASE:
    # The owner makes the test database; the tests then go on as the app (tests/walls.py).
    APP_ROLE = DATABASES["default"]["USER"]
    OWNER_DATABASE["OPTIONS"] = DATABASES["default"]["OPTIONS"] | OWNER_DATABASE.get("OPTIONS", {})
    DATABASES["default"], OWNER_DATABASE = OWNER_DATABASE, {}
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    MIDDLEWARE = ["tests.walls.start_nowhere", *MIDDLEWARE]
