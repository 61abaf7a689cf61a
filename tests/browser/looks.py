"""What every page must be, whatever it shows: readable for all, as wide as its screen, in reach."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe().axe_script
WCAG = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
# Only what is wrong comes back: all that is right would take longer to send than to find.
VIOLATIONS = "options => axe.run(document, options).then(found => found.violations)"
# What stands out of the screen, on either side; what scrolls inside its own box does not.
TOO_WIDE = """() => {
  const page = document.scrollingElement;
  if (page.scrollWidth <= innerWidth) return [];
  const out = [...document.body.querySelectorAll("*")].filter((one) => {
    const box = one.getBoundingClientRect();
    const isOut = box.right > innerWidth + 1 || box.left < -1;
    return box.width && isOut && !one.matches(".hw-skip");
  });
  return [`${page.scrollWidth} px`, ...out.slice(0, 5).map((one) => one.outerHTML.slice(0, 160))];
}"""
# Words that their box hides; what may be scrolled to is not hidden.
CUT_OFF = """() => [...document.querySelectorAll("main *, header *")].filter((one) => {
  if (!one.clientWidth || one.matches("table") || one.closest(".visually-hidden, svg, thead")) return false;
  const style = getComputedStyle(one);
  const hides = ["hidden", "clip"].includes(style.overflowX);
  return hides && one.scrollWidth > one.clientWidth + 1;
}).slice(0, 5).map((one) => one.outerHTML.slice(0, 160))"""
# A link within a sentence may be as small as its words; a tick counts with its label.
TOO_SMALL = """(least) => {
  const small = [];
  for (const one of document.querySelectorAll("a, button, input, select, textarea, summary")) {
    if (one.type === "hidden" || one.matches(".hw-skip, [tabindex='-1']")) continue;
    if (!one.checkVisibility({ visibilityProperty: true })) continue;
    const words = one.parentElement.textContent.trim() !== one.textContent.trim();
    if (getComputedStyle(one).display === "inline" && one.matches("a") && words) continue;
    const label = one.matches("[type=radio], [type=checkbox]") ? one.labels[0] : null;
    const box = (label ?? one).getBoundingClientRect();
    if (!box.width || !box.height) continue;
    if (box.width < least - 0.5 || box.height < least - 0.5)
      small.push(`${Math.round(box.width)}x${Math.round(box.height)} ${one.outerHTML.slice(0, 120)}`);
  }
  return small;
}"""


def look(page: Page, width: int, *, dark: bool) -> None:
    page.set_viewport_size({"width": width, "height": 844 if width < 600 else 900})
    page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")


def choose(page: Page, language: str, url: str) -> None:
    """As with the switch before sign-in: this browser is spoken to in a language from now on."""
    page.context.add_cookies([{"name": "hipwise-language", "value": language, "url": url}])


def faults(page: Page, *, colors_only: bool = False) -> list[str]:
    """What axe-core finds against WCAG 2.2 A and AA, each with the element it is about."""
    options = WCAG | ({"runOnly": ["color-contrast", "target-size"]} if colors_only else {})
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(VIOLATIONS, options)
    return [f"{one['id']}: {_element(node)}" for one in found for node in one["nodes"]]


def _element(node: dict[str, Any]) -> str:
    why = [check["message"] for kind in ("any", "all", "none") for check in node[kind]]
    return f"{node['html'][:160]} ({why[0] if why else ''})"


def too_wide(page: Page) -> list[str]:
    return page.evaluate(TOO_WIDE)


def cut_off(page: Page) -> list[str]:
    return page.evaluate(CUT_OFF)


def too_small(page: Page, *, least: int = 44) -> list[str]:
    return page.evaluate(TOO_SMALL, least)
