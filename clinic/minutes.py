"""What is looked at each minute. An app names its own functions as `minutely` in its AppConfig."""

from django.utils.module_loading import import_string

from clinic.app_hooks import named_by_apps


def look_around() -> None:
    """Called by a worker: enqueue what is due now. Several workers may do it at once."""
    for path in named_by_apps("minutely"):
        import_string(path)()
