"""What apps name in their AppConfig for others to call: `nightly`, `minutely`, `secrets`."""

from django.apps import apps


def named_by_apps(what: str) -> list[str]:
    """Dotted paths, in the order of INSTALLED_APPS; an app need not name any."""
    return [path for app in apps.get_app_configs() for path in getattr(app, what, ())]
