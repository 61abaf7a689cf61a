"""WeasyPrint without Hipwise around it: a child that renders the same HTML again and again.

python -m tests.bench.engines plain|best <file>: renders at each line on standard input and
answers the milliseconds it took. `plain` is WeasyPrint as its manual has it (with HarfBuzz, if
the machine has it); `best` keeps fonts, sheet and drawings and freezes what it has loaded.
"""

import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path

import weasyprint
from weasyprint.text.fonts import FontConfiguration

from clinic import press


def sheet() -> str:
    faces = [
        f"@font-face {{ font-family: Atkinson; font-weight: {w}; src: url(asset:{name}) }}"
        for w, name in press.FONTS.items()
    ]
    return "\n".join([*faces, (press.STATIC / press.SHEET).read_text()])


def plain(html: str) -> Callable[[], bytes]:
    fetcher = press._own_files()

    def render() -> bytes:
        fonts = FontConfiguration()
        css = weasyprint.CSS(string=sheet(), url_fetcher=fetcher, font_config=fonts)
        source = weasyprint.HTML(string=html, url_fetcher=fetcher)
        return source.write_pdf(stylesheets=[css], font_config=fonts)

    return render


def best(html: str) -> Callable[[], bytes]:
    kept = press.Press()
    kept._images = {}  # the store without what we add to it

    def render() -> bytes:
        return kept.print(html)

    render()
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    return render


def main(name: str, path: str) -> None:
    render = {"plain": plain, "best": best}[name](Path(path).read_text())
    render()
    for _line in sys.stdin:
        began = time.perf_counter()
        render()
        print((time.perf_counter() - began) * 1000, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
