"""What every page must be, whatever it shows: readable for all, as wide as its screen, in reach."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# A window of 1280 px that is enlarged twice or four times has so few CSS px.
TWICE, FOURFOLD = 640, 320
HEIGHTS = {1280: 900, 768: 1024, 390: 844, 360: 640, TWICE: 512, FOURFOLD: 256}
AXE = Axe().axe_script
WCAG: dict[str, Any] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"],
    # The second is a trial of axe: who speaks to a page says the words that they see.
    "rules": {"target-size": {"enabled": True}, "label-content-name-mismatch": {"enabled": True}},
    "resultTypes": ["violations"],
    "preload": False,  # fetches all style sheets again, for rules about films
}
# Only what is wrong comes back: all that is right would take longer to send than to find.
VIOLATIONS = "options => axe.run(document, options).then(found => found.violations)"
# Contrast takes longer than all else together, and words that look alike have the same.
CONTRASTS = """options => {
  const alike = new Map();
  for (const one of document.body.querySelectorAll("*")) {
    const says = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!(says || one.matches("input, select, textarea")) || !one.checkVisibility()) continue;
    const { color, fontSize, fontWeight } = getComputedStyle(one);
    const under = [];
    for (let at = one; at; at = at.parentElement) {
      const { backgroundColor, opacity } = getComputedStyle(at);
      under.push(backgroundColor, opacity);
    }
    alike.set([color, fontSize, fontWeight, ...new Set(under)].join(), one);
  }
  return axe.run({ include: [...alike.values()] }, options).then((found) => found.violations);
}"""
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
  const hides = ["hidden", "clip"].includes(style.overflowX) && !one.matches("textarea, input:not([type=number])");
  return hides && one.scrollWidth > one.clientWidth + 1;
}).slice(0, 5).map((one) => one.outerHTML.slice(0, 160))"""
# What is fixed to the bottom leaves more than half of the window to what is read.
COVERED = """() => {
  const bars = [...document.querySelectorAll(".hw-guide__bar, .hw-sticky-actions")];
  const high = bars.filter((bar) => ["fixed", "sticky"].includes(getComputedStyle(bar).position))
    .map((bar) => bar.getBoundingClientRect().height);
  return Math.max(0, ...high) / innerHeight;
}"""
# All three in one call: a call takes as long as the look.
BADLY_SHOWN = f"() => [({TOO_WIDE})(), ({CUT_OFF})(), ({COVERED})()]"
HEIGHT = "() => document.documentElement.scrollHeight"
LARGE = "document.documentElement.classList.toggle('hw-large')"
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
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
    page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")


def choose(page: Page, language: str, url: str) -> None:
    """As with the switch before sign-in: this browser is spoken to in a language from now on."""
    page.context.add_cookies([{"name": "hipwise-language", "value": language, "url": url}])


def faults(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 A and AA, each with the element it is about."""
    return _found(page, VIOLATIONS, WCAG)


def faults_but_colors(page: Page) -> list[str]:
    return _found(
        page, VIOLATIONS, WCAG | {"rules": WCAG["rules"] | {"color-contrast": {"enabled": False}}}
    )


def faults_of_colors(page: Page) -> list[str]:
    """Words that stand out too little; of those that look alike, one is asked."""
    return _found(page, CONTRASTS, WCAG | {"runOnly": ["color-contrast"], "rules": {}})


def _found(page: Page, how: str, options: dict[str, Any]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(how, options)
    return [f"{one['id']}: {_element(node)}" for one in found for node in one["nodes"]]


def _element(node: dict[str, Any]) -> str:
    why = [check["message"] for kind in ("any", "all", "none") for check in node[kind]]
    return f"{node['html'][:160]} ({why[0] if why else ''})"


def in_own_letters(page: Page, measure: str = "() => null") -> Any:
    """
    Measure a page once its own letters are there.

    Until then a device's letters stand in. Where it has none that are as wide as ours, lines break
    elsewhere, and what is measured hangs on how busy the machine is.
    """
    return page.evaluate(f"document.fonts.ready.then({measure})")


def height(page: Page) -> int:
    """How high the whole page is, in px."""
    return in_own_letters(page, HEIGHT)


def too_wide(page: Page) -> list[str]:
    return in_own_letters(page, TOO_WIDE)


def cut_off(page: Page) -> list[str]:
    return in_own_letters(page, CUT_OFF)


def badly_shown(page: Page) -> list[str]:
    """What of the open page is out of sight, as large as it is now."""
    out, hidden, covered = in_own_letters(page, BADLY_SHOWN)
    return [*out, *hidden, *([f"{covered:.0%} are covered"] if covered > 0.5 else [])]


def badly_shown_in_large_text(page: Page) -> list[str]:
    """The same on a small phone, with the switch for large text."""
    look(page, 360, dark=False)
    page.evaluate(LARGE)
    wrong = badly_shown(page)
    page.evaluate(LARGE)
    return wrong


def too_small(page: Page, *, least: int = 44) -> list[str]:
    return in_own_letters(page, f"() => ({TOO_SMALL})({least})")
