"""
Make the pictures that phones put on their home screen, from static/icon.svg.

Run by hand when that drawing changes: .venv/bin/python script/icons.py
"""

import sys
from pathlib import Path

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from tests.browser.app import running_browser

SVG = (ROOT / "static" / "icon.svg").read_text()
ICONS = ROOT / "static" / "icons"
ROUNDED = 'rx="7"'
# A round mask may take all but the middle four fifths; an iPhone rounds the corners by itself.
SIZES = {
    "icon-180.png": (180, SVG.replace(ROUNDED, 'rx="0"')),
    "icon-192.png": (192, SVG),
    "icon-512.png": (512, SVG),
    "icon-maskable-512.png": (512, SVG.replace(ROUNDED, 'rx="0"')),
}


def draw(page: Page, name: str, size: int, svg: str) -> None:
    page.set_viewport_size({"width": size, "height": size})
    sized = svg.replace("<svg ", f'<svg width="{size}" height="{size}" style="display:block" ')
    page.set_content(f'<body style="margin:0;background:none">{sized}')
    page.screenshot(path=ICONS / name, omit_background=True)


def main() -> None:
    ICONS.mkdir(exist_ok=True)
    with running_browser() as browser:
        page = browser.new_page()
        for name, (size, svg) in SIZES.items():
            draw(page, name, size, svg)
            print(f"{name}: {(ICONS / name).stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
