"""What a visit costs on the wire, in bytes as they are sent: headers, fonts and drawings too."""

import pytest
from playwright.sync_api import Page

from tests.browser.looks import in_own_letters

FIRST_VISIT, LATER_VISIT = 100_000, 15_000


def weigh(page: Page, path: str) -> int:
    """Open a page and scroll to its end; return the bytes that came over the network."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    came: list[float] = []
    session.on("Network.loadingFinished", lambda event: came.append(event["encodedDataLength"]))
    page.goto(path, wait_until="networkidle")
    in_own_letters(page)  # on a busy machine they are asked for late
    page.wait_for_load_state("networkidle")
    session.detach()
    return round(sum(came))


@pytest.mark.parametrize(
    ("role", "path"),
    [("patient", "/my/"), ("owner", "/c/elm/patients/"), ("owner", "/c/elm/"), ("", "/")],
)
def test_a_visit_is_light(visit, width, role, path, capsys):
    page = visit(role, width=width)
    first, later = weigh(page, path), weigh(page, path)
    with capsys.disabled():
        print(f"\n{path} at {width} px: {first:,} bytes at first, {later:,} later")
    assert first <= FIRST_VISIT
    assert later <= LATER_VISIT
