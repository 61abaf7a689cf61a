import os

from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
application = get_wsgi_application()

from clinic import counters, database_roles, demo_mark, redis_cache

database_roles.check_at_start()
redis_cache.check_at_start()
counters.check_at_start()
demo_mark.refuse_elsewhere()
# All views now, not at the first request: workers share them, and one that is forked later has
# the code that the others have.
_ = get_resolver().url_patterns
connections.close_all()  # workers are forked after this, and need their own
