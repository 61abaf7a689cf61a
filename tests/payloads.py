"""What people type to have a page run something, and how to see that no page would."""

import re
from html.parser import HTMLParser

MARKUP = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<ScRiPt>alert(1)</sCrIpT>",
    "<<script>alert(1)//<</script>",
    "<script src=//evil.example/x.js></script>",
    "<img src=x onerror=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "'><img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1)>",
    "<math><mtext></form><form><mglyph>",
    "<body onload=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "<iframe srcdoc='<script>alert(1)'>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='data:text/html,<b>'>x</a>",
    "<form action=javascript:alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0>",
    "<link rel=stylesheet href=//evil>",
    "<link rel=attachment href=file:///>",
    "<style>*{background:url(//evil)}",
    "<template><script>alert(1)",
    "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)" x="',
]
# No signs that escaping would change: harmless unless a page makes a link, or a template, of it.
WORDS = ["javascript:alert(1)", "{{ 719100000003|add:7 }}{% load x %}"]
ADDED = "719100000010"  # what a template would make of it, and no number of a row is
PAYLOADS = [*MARKUP, *WORDS]

HARMLESS_LINK = re.compile(
    r"(/(?!/)|#|\?|\.|[\w-]+(/|\?|$)|mailto:|tel:|sms:|data:image/|https?://testserver/|$)"
)
LINKS = {"href", "src", "action", "formaction", "data", "poster", "srcset", "xlink:href"}


class Dangers(HTMLParser):
    """Reads a page as a browser would, and notes what in it could run or lead away."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "script" and "src" not in at and at.get("type") != "application/json":
            self.found.append("an inline script")
        if tag in {"iframe", "object", "embed", "base", "math", "style"}:
            self.found.append(f"<{tag}>")
        for name, value in at.items():
            if name.startswith("on") or name in {"style", "srcdoc", "http-equiv"}:
                self.found.append(f"{tag} {name}={value!r}")
            if name in LINKS and not HARMLESS_LINK.match(value.strip()):
                self.found.append(f"{tag} {name}={value!r}")

    handle_startendtag = handle_starttag


def dangers_in(html: str, payloads: list[str]) -> list[str]:
    """What of these payloads came through unescaped, and what else could run on this page."""
    reader = Dangers()
    reader.feed(html)
    raw = [payload for payload in payloads if payload in MARKUP and payload in html]
    added = [ADDED] if ADDED in html else []
    return reader.found + raw + added
