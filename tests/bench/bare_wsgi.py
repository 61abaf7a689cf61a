"""The bare views, behind nothing but the session and who it belongs to."""

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

django.setup()  # while all middleware is named: django-allauth does not start without its own
settings.MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
application = WSGIHandler()
