from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clinic.access import public_view

# Made from static/icon.svg by script/icons.py: sizes, and what a phone may do with them.
ICONS = (("icons/icon-192.png", 192, "any"), ("icons/icon-512.png", 512, "any"))
MASKABLE = ("icons/icon-maskable-512.png", 512, "maskable")  # nothing of it is lost in a round mask


@public_view
@never_cache
@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to put Hipwise on its home screen; the same for everybody."""
    icons = [
        {"src": static(src), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for src, size, purpose in (*ICONS, MASKABLE)
    ]
    home = reverse("portal:home")
    return JsonResponse(
        {
            "id": home,
            "start_url": home,
            "scope": "/",  # the way in is at another address than what is behind it
            "name": "Hipwise",
            "short_name": "Hipwise",
            "description": _("Your program, day by day."),
            "lang": get_language(),
            "dir": "rtl" if get_language_bidi() else "ltr",
            "display": "standalone",
            "background_color": "#fbf9f6",
            "theme_color": "#1f2f3d",
            "icons": icons,
        },
        content_type="application/manifest+json",
    )
