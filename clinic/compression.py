"""Pages shrink to a fifth on their way; a PDF or a picture is as small as it gets already."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

SHRINKS = ("text/", "application/json")


class GZipPages(GZipMiddleware):
    """Django's own, for pages only. It pads them at random, so that their size tells no secret."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.get("Content-Type", "").startswith(SHRINKS):
            return super().process_response(request, response)
        return response
