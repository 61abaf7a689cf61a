"""
The one settings file.

Everything an installation may change comes from the environment; the table of
variables is in docs/settings.md. Without any, it runs on this machine only, on
SQLite, with secrets made at first run in the data directory.
"""

import os
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from clinic.environment import (
    LOG_LEVELS,
    env_bool,
    env_choice,
    env_int,
    env_postgresql,
    secret_from,
)
from clinic.mail_server import mail_server

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("HIPWISE_DATA") or BASE_DIR / "var").absolute()

DEBUG = env_bool("DEBUG", False)
SECRET_KEY = os.environ.get("SECRET_KEY") or secret_from(DATA_DIR, "secret-key")
# What the trail is sealed with: a key of its own, so that changing one changes no other.
TRAIL_KEY = os.environ.get("TRAIL_KEY") or secret_from(DATA_DIR, "trail-key")
if len(TRAIL_KEY) < 50:
    raise ImproperlyConfigured("TRAIL_KEY is too short: give at least 50 letters by chance.")

# Backups are sealed with this key; whoever lost it has no backups.
BACKUP_KEY = os.environ.get("BACKUP_KEY") or secret_from(DATA_DIR, "backup-key")
if len(BACKUP_KEY) < 50:
    raise ImproperlyConfigured("BACKUP_KEY is too short: give at least 50 letters by chance.")
BACKUP_DIR = Path(os.environ.get("BACKUP_DIR") or DATA_DIR / "backups").absolute()

# Secrets of second factors are encrypted with these keys, newest first (docs/adr/0025);
# without them, with those in the data directory.
FIELD_KEYS = os.environ.get("FIELD_KEYS", "")

# Who may ask in detail how this installation does; without it nobody may.
HEALTH_TOKEN = os.environ.get("HEALTH_TOKEN", "")
# Who may read figures about it at /metrics; without it there are none.
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")

# Where people reach the app. https here switches on everything that needs TLS.
PUBLIC_URL = os.environ.get("PUBLIC_URL") or f"http://127.0.0.1:{env_int('PORT', 8000)}"
PUBLIC_URL = PUBLIC_URL.rstrip("/")
_public = urlsplit(PUBLIC_URL)
if _public.scheme not in {"http", "https"} or not _public.hostname:
    raise ImproperlyConfigured(
        f"PUBLIC_URL is {PUBLIC_URL!r}: write it like https://hipwise.example.org"
    )
HTTPS = _public.scheme == "https"
if HTTPS and DEBUG:
    raise ImproperlyConfigured("DEBUG shows people's records in error pages: not with https.")
ALLOWED_HOSTS = [_public.hostname] if HTTPS else [_public.hostname, "127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "clinic",
    "routines",
    "patients",
]

MIDDLEWARE = [
    "clinic.request_ids.number_requests",
    "clinic.request_log.log_requests",
    "csp.middleware.CSPMiddleware",
    "clinic.headers.tell_browsers",
    "clinic.csp_reports.take_csp_reports",
    "clinic.health.tell_health",
    "clinic.metrics.tell_metrics",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "clinic.compression.GZipPages",
    "clinic.methods.refuse_other_methods",
    "patients.portal.reminder_keys.take_one_click",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "clinic.idle.SignOutIdle",
    "clinic.middleware.KeepTypedForm",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "clinic.second_step.RequireSecondFactor",
    "clinic.middleware.own_language",
    "clinic.middleware.own_time_zone",
    "clinic.middleware.refuse_unreadable_input",
    "clinic.middleware.RefuseImpossibleIds",
    "clinic.middleware.say_what_went_wrong",
    "clinic.refusals.TellRefusals",
]

ROOT_URLCONF = "clinic.urls"
WSGI_APPLICATION = "clinic.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clinic.demo_mark.banner",
                "clinic.seeing.switches",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# Databases: PostgreSQL by DATABASE_URL, else SQLite in the data directory.
# IMMEDIATE and FULL were measured (docs/adr/0009): without them requests fail under
# load or acknowledged logs are lost with the power. Write-ahead logging has a
# corruption bug before SQLite 3.51.3 that needs just our pattern of use.
_JOURNAL = "WAL" if sqlite3.sqlite_version_info >= (3, 51, 3) else "TRUNCATE"
# Without it SQLite runs no trigger for the rows that REPLACE takes away (clinic/frozen.py).
TRIGGERS_ALWAYS = "PRAGMA recursive_triggers=ON;"
if os.environ.get("DATABASE_URL"):
    _POSTGRESQL = env_postgresql("DATABASE_URL", conn_max_age=60, conn_health_checks=True)
    # A machine that went without a word is given up within a minute. How long a query may take is a
    # setting of the role (docs/postgresql.md): a pool of connections would not pass it on.
    _POSTGRESQL["OPTIONS"] = {
        "connect_timeout": 5,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "tcp_user_timeout": 30_000,
        # Asked five times, a statement is planned once for each connection, unless a pool between
        # gives connections to others (docs/adr/0053).
        "server_side_binding": True,
        "prepare_threshold": None if env_bool("DATABASE_POOLED", False) else 5,
    } | _POSTGRESQL.get("OPTIONS", {})
    DATABASES = {"default": _POSTGRESQL, "cache": dict(_POSTGRESQL)}
    DATABASE_ROUTERS = ["clinic.cache_router.SideConnection"]
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(DATA_DIR / "hipwise.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": f"PRAGMA journal_mode={_JOURNAL}; PRAGMA synchronous=FULL; "
                f"PRAGMA foreign_keys=ON; {TRIGGERS_ALWAYS}",
            },
        },
        # What the cache holds may go with the power; only a sign-in's own rows wait for the disk.
        "cache": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(DATA_DIR / "cache.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=OFF;",
            },
        },
    }
    DATABASE_ROUTERS = ["clinic.cache_router.CacheRouter"]
# Who owns the tables, and migrates: another role than the app's (docs/postgresql.md).
OWNER_DATABASE: Any = {}
if os.environ.get("MIGRATION_DATABASE_URL"):
    OWNER_DATABASE = env_postgresql("MIGRATION_DATABASE_URL")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The trail (docs/adr/0017): where the newest seals are kept outside of the database, where
# lines about opened pages wait for SQLite, and how long a line waits to be sealed.
TRAIL_HEADS = DATA_DIR / "trail-heads"
TRAIL_SPOOL = None if os.environ.get("DATABASE_URL") else DATA_DIR / "trail-spool"
TRAIL_SEAL_SECONDS: float | None = 2

# Shared between processes, never per process: rate limits depend on it. In the database, or for
# several machines in Redis.
REDIS_URL = os.environ.get("REDIS_URL", "")
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "clinic.database_cache.TableCache",
        "LOCATION": "clinic_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "clinic.redis_cache.SharedCache", "LOCATION": REDIS_URL}}

# Jobs are rows of the same database: committed together with what they follow from.
# Mails have a queue of their own: a code to sign in does not wait for the nightly backup.
TASKS = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]},
}

# Signing in: django-allauth, nothing by hand. Accounts come from invitations only.
AUTH_USER_MODEL = "clinic.User"
AUTHENTICATION_BACKENDS = ["clinic.sign_in_backend.OneComparison"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "front"
ACCOUNT_ADAPTER = "clinic.accounts.InvitationOnlyAdapter"
ACCOUNT_FORMS = {
    "login": "clinic.forms.accounts.SignInForm",
    "request_login_code": "clinic.forms.accounts.CodeByMailForm",
    "reset_password": "clinic.forms.accounts.NewPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
# By e-mail (docs/adr/0027): a code, never a link that signs in; mail programs open links. Eight
# letters of 20 are 35 bits; it counts for ten minutes, in the browser that asked for it.
ACCOUNT_LOGIN_BY_CODE_ENABLED = ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 3
# Another address counts once a code sent there was typed; signing in does not wait for that
# (clinic/accounts.py), for patients may have no address at all.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
PASSWORD_RESET_TIMEOUT = 60 * 60
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # here one stays; all other sessions end
USERSESSIONS_ADAPTER = "clinic.session_ends.OwnSessions"
# Sensitive pages ask again after this many seconds (clinic/fresh.py, docs/adr/0021).
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# How often (docs/adr/0022): by address, by address and account, by browser and account. `login`
# only keeps floods away: a clinic of 20 shares one address, and each of them may mistype.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    # Of these the first counts codes of second factors too, by account: who has come that far knows
    # the password. Were they counted by address, somebody else's noise there would shut staff out.
    "login_failed": "5/5m/key",
    "login_failed_at": "10/m/ip",
    "login_failed_here": "5/5m/key",
    "invitation": "30/10m/ip",  # codes from printed sheets
    "invitation_names": "5/5m/key,20/d/key",  # names that somebody has, by invitation
    # Mails with a code or a link: by address, by whoever asks and for whom, by whoever gets them.
    "request_login_code": "60/m/ip",
    "reset_password": "60/m/ip",
    "mail_asked": "3/m/key,10/h/key",
    "mail_got": "30/h/key",
}
# Whose X-Forwarded-For is believed: as many proxies as stand in front, and not one more.
ALLAUTH_TRUSTED_PROXY_COUNT = env_int("PROXY_COUNT", 1 if env_bool("BEHIND_PROXY", False) else 0)
if ALLAUTH_TRUSTED_PROXY_COUNT < 0:
    raise ImproperlyConfigured("PROXY_COUNT is below 0: write how many proxies stand in front.")
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# Long, and nobody's first guess; what it is made of is free, also of digits only.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "clinic.passwords.NotTooLong"},
    {"NAME": "clinic.passwords.NotCommon"},
    {"NAME": "clinic.passwords.NotOurNames"},
]
# Second factors: staff always, patients as they like (docs/adr/0024). A code counts once, and
# only in its own 30 seconds.
MFA_ADAPTER = "clinic.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Hipwise"
MFA_TOTP_TOLERANCE = 0
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# A passkey cannot be guessed: floods are kept away, and a clinic that shares one address is let in.
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
MFA_FORMS = {
    "authenticate": "clinic.forms.second_factor.CodeForm",
    "reauthenticate": "clinic.forms.second_factor.CodeAgainForm",
    "activate_totp": "clinic.forms.second_factor.AppForm",
    "add_webauthn": "clinic.forms.second_factor.PasskeyForm",
    "edit_webauthn": "clinic.forms.second_factor.PasskeyNameForm",
    "authenticate_webauthn": "clinic.forms.second_factor.PasskeyCodeForm",
    "login_webauthn": "clinic.forms.second_factor.PasskeySignInForm",
    "reauthenticate_webauthn": "clinic.forms.second_factor.PasskeyAgainForm",
}
SESSION_ENGINE = "clinic.session_store"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# What the browser is told.
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "hipwise-session"
LANGUAGE_COOKIE_NAME = "__Host-language" if HTTPS else "hipwise-language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60  # chosen before sign-in, on this browser
LANGUAGE_COOKIE_SECURE, LANGUAGE_COOKIE_HTTPONLY = HTTPS, True
SEEING_COOKIE_NAME = "__Host-seeing" if HTTPS else "hipwise-seeing"  # clinic/seeing.py
# Which of a patient's own devices a browser is (docs/adr/0046).
OWN_DEVICE_COOKIE = "__Host-device" if HTTPS else "hipwise-device"
KNOWN_BROWSER_COOKIE = "__Host-known" if HTTPS else "hipwise-known"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "hipwise-csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("BEHIND_PROXY", False) else None
)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "clinic.views.errors.csrf_failure"
# What a page says once may name a patient: it waits in the session, never in a cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "report-uri": ["/csp-report"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]  # each by its own name
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["clinic.formats"]  # dates as each language writes them
TIME_ZONE = "UTC"
USE_I18N = USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("STATIC_DIR") or DATA_DIR / "static").absolute()
WHITENOISE_ALLOW_ALL_ORIGINS = False
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "clinic.static_files.NamedByContent"
    },
}

# Mails go to the mail server of SMTP_HOST, or to files.
EMAIL_FILE_PATH = DATA_DIR / "mail"
SMTP = mail_server(
    host=os.environ.get("SMTP_HOST", ""),
    port=os.environ.get("SMTP_PORT", ""),
    security=os.environ.get("SMTP_SECURITY", ""),
    user=os.environ.get("SMTP_USER", ""),
    password=os.environ.get("SMTP_PASSWORD", ""),
    timeout=os.environ.get("SMTP_TIMEOUT", ""),
)
if SMTP is None:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
else:
    EMAIL_BACKEND = "clinic.smtp.Smtp"
    EMAIL_HOST, EMAIL_PORT, EMAIL_TIMEOUT = SMTP.host, SMTP.port, SMTP.timeout
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = SMTP.user, SMTP.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = SMTP.security == "starttls", SMTP.security == "tls"
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM") or f"hipwise@{_public.hostname}"

# Nothing a person typed and no address goes to the log: clinic/logs.py lets in what it knows.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "clinic.logs.JsonLines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Errors only: what Django warns of is told by the line of its request.
    "loggers": {
        "hipwise.requests": {"level": env_choice("LOG_LEVEL", LOG_LEVELS).upper()},
        "django": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "hipwise.trail": {"level": "INFO"},
        "hipwise.jobs": {"level": "INFO"},
    },
}
