"""What is looked at each minute. An app names its own functions as `minutely` in its AppConfig."""

from django.apps import apps
from django.utils.module_loading import import_string


def look_around() -> None:
    """Called by a worker: enqueue what is due now. Several workers may do it at once."""
    for app in apps.get_app_configs():
        for path in getattr(app, "minutely", ()):
            import_string(path)()
