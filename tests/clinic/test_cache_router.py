from django.core.cache import cache

from clinic.cache_router import CacheRouter
from clinic.models import User

router = CacheRouter()


def test_only_the_cache_goes_to_its_own_database():
    assert router.db_for_read(cache.cache_model_class) == "cache"
    assert router.db_for_write(cache.cache_model_class) == "cache"
    assert router.db_for_read(User) is router.db_for_write(User) is None


def test_its_database_holds_nothing_else():
    assert router.allow_migrate("cache", "django_cache")
    assert not router.allow_migrate("default", "django_cache")
    assert not router.allow_migrate("cache", "clinic")
    assert router.allow_migrate("default", "clinic")
