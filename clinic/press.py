"""
The press: a process of its own that turns HTML into tagged PDF, one sheet after the other.

Started by clinic/paper.py as `python -m clinic.press`; nothing of Django is loaded here, no
secret is in its environment, and it opens only the print fonts, the style sheet and the
drawings. It reads a job from standard input and writes the answer to standard output: a
letter (P for paper, M for too much, F for failed), the length, and the bytes.
"""

import ctypes
import gc
import logging
import os
import resource
import select
import struct
import sys
from collections.abc import Callable
from io import RawIOBase
from pathlib import Path
from typing import Any, BinaryIO

STATIC = Path(__file__).resolve().parent.parent / "static"
SHEET = "css/print.css"
FONTS = {"normal": "fonts/print/atkinson-regular.ttf", "bold": "fonts/print/atkinson-bold.ttf"}
PRINTABLE = {".svg": "image/svg+xml", ".ttf": "font/ttf"}
INLINE = ("data:image/svg+xml", "data:image/png;")
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000

JOB = struct.Struct("!II")  # seconds of processor time, length of the HTML
ANSWER = struct.Struct("!cI")
MEMORY = 1 << 30
OPEN_FILES = 64
IDLE_SECONDS = 15 * 60
JOBS_BEFORE_REST = 500  # fonts and images that jobs leave behind are then forgotten


def leave_the_network() -> None:
    """Go where there is no network, if the machine lets us; the fetcher needs none anyway."""
    libc = ctypes.CDLL(None, use_errno=True)
    if os.geteuid() == 0:
        libc.unshare(CLONE_NEWNET)
    else:
        libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)


def limit_everything_but_time() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_time(seconds: int) -> None:
    """Let this process be ended when it has worked for so many seconds from now on."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + 1 + seconds
    _soft, most = resource.getrlimit(resource.RLIMIT_CPU)  # a service manager may have set one
    if most != resource.RLIM_INFINITY:
        until = min(until, most)
    resource.setrlimit(resource.RLIMIT_CPU, (until, most))


class Press:
    """WeasyPrint at its best: fonts, style sheet and drawings are read once and kept."""

    def __init__(self) -> None:
        import weasyprint  # noqa: PLC0415 -- slow, and only this process needs it
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

        logging.getLogger("weasyprint").setLevel(logging.CRITICAL)  # it quotes what it prints
        self._html = weasyprint.HTML
        self._fetcher = _own_files()
        self._fonts = FontConfiguration()
        self._images = Drawings()
        faces = (
            f"@font-face {{ font-family: Atkinson; font-weight: {weight}; src: url(asset:{name}) }}"
            for weight, name in FONTS.items()
        )
        self._sheet = weasyprint.CSS(
            string="\n".join([*faces, (STATIC / SHEET).read_text(encoding="utf-8")]),
            url_fetcher=self._fetcher,
            font_config=self._fonts,
        )

    def print(self, html: str) -> bytes:
        source = self._html(string=html, url_fetcher=self._fetcher)
        pdf: bytes = source.write_pdf(
            pdf_variant="pdf/ua-1",
            stylesheets=[self._sheet],
            font_config=self._fonts,
            cache=self._images,
        )
        for name in [name for name in self._images if not name.startswith("asset:")]:
            del self._images[name]
        return pdf


class Drawings(dict[str, Any]):
    """WeasyPrint's store of images; a drawing of ours also keeps the strokes it is drawn by."""

    def __setitem__(self, name: str, image: Any) -> None:
        if name.startswith("asset:") and image is not None:
            image.draw = _drawn_from_memory(image.draw)
        super().__setitem__(name, image)


# What a stroke may not do to be kept: draw letters, patterns, shades or other objects, which
# have numbers of their own in each document.
NOT_KEPT = (b" Do", b" Tf", b"scn", b"SCN", b" sh")
COLOURS = ("color", "color_stroke", "alpha", "alpha_stroke")

Draw = Callable[[Any, float, float, Any], None]


def _drawn_from_memory(draw: Draw) -> Draw:
    """
    Draw once at each size, and write the same strokes again from then on.

    A third of the time of a page went into its drawings, and they are always the same.
    """
    kept: dict[tuple[float, float], tuple[list[bytes], dict[str, Any]]] = {}

    def again(stream: Any, width: float, height: float, style: Any) -> None:
        states = stream._resources["ExtGState"]
        with stream.stacked():
            for colour in COLOURS:  # so that the strokes say them all, whatever stood before
                setattr(stream, f"_current_{colour}", None)
            if (width, height) in kept:
                strokes, needed = kept[width, height]
                stream.stream.extend(strokes)
                for name, state in needed.items():
                    states.setdefault(name, state)
                return
            before = len(stream.stream)
            draw(stream, width, height, style)
            strokes = stream.stream[before:]
            names = {stroke[1:-3].decode() for stroke in strokes if stroke.endswith(b" gs")}
            if not any(stroke.endswith(NOT_KEPT) for stroke in strokes) and not any(
                name.startswith("s") for name in names
            ):
                kept[width, height] = strokes, {name: states[name] for name in names}

    return again


def _own_files() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 -- slow

    files = {
        f"asset:{path.relative_to(STATIC)}": path
        for folder in ("drawings", "fonts/print")
        for path in (STATIC / folder).rglob("*")
        if path.suffix in PRINTABLE
    }

    class OwnFiles(URLFetcher):
        """Opens the files listed above and what stands in the page itself; nothing else."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url in files:
                path = files[url]
                kind = {"Content-Type": PRINTABLE[path.suffix]}
                return URLFetcherResponse(url, path.read_bytes(), kind)
            if url.startswith(INLINE):
                return super().fetch(url, headers)
            raise ValueError("not one of our own files")

    return OwnFiles(allowed_protocols={"data"}, allow_redirects=False)


def answer(out: BinaryIO, letter: bytes, body: bytes) -> None:
    out.write(ANSWER.pack(letter, len(body)) + body)
    out.flush()


def run(press: Press, html: str) -> tuple[bytes, bytes]:
    try:
        return b"P", press.print(html)
    except (MemoryError, RecursionError) as error:
        return b"M", type(error).__name__.encode()
    except Exception as error:  # noqa: BLE001 -- told by its kind: its text quotes people
        return b"F", type(error).__name__.encode()


def main() -> None:
    jobs, out = open(0, "rb", buffering=0), sys.stdout.buffer  # noqa: SIM115 -- until the end
    limit_everything_but_time()
    leave_the_network()
    try:
        press = Press()
    except (OSError, ImportError) as error:  # Pango is not installed
        answer(out, b"F", str(error).encode())
        return
    if not select.select([jobs], [], [], 0)[0]:  # nobody waits yet
        run(press, "<html lang=en><title>.</title><p>0 <b>0</b>")
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    for _ in range(JOBS_BEFORE_REST):
        if not select.select([jobs], [], [], IDLE_SECONDS)[0]:
            return
        job = _read(jobs, JOB.size)
        if not job:
            return
        seconds, length = JOB.unpack(job)
        limit_time(seconds)
        letter, body = run(press, _read(jobs, length).decode())
        answer(out, letter, body)
        if letter != b"P":  # what went wrong may have left something behind
            return


def _read(jobs: RawIOBase, length: int) -> bytes:
    """Exactly so many bytes, or none when the other end is gone."""
    got = bytearray()
    while len(got) < length:
        part = jobs.read(length - len(got))
        if not part:
            return b""
        got += part
    return bytes(got)


if __name__ == "__main__":
    main()
