"""The product, except that looking at a page is not told in the trail: what telling costs."""

from clinic.wsgi import application  # first: it sets Django up

# isort: split
from clinic import trail

__all__ = ["application"]


def tell_nothing(*args: object, **kwargs: object) -> None:
    pass


trail.notice = tell_nothing
