"""Where a routine comes from: the codes of docs/clinical.md, and what stands behind them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext

DATA = Path(__file__).parent / "library" / "sources.json"


@dataclass(frozen=True, slots=True)
class Source:
    """One publication, talk or page; the code is empty where words stand for themselves."""

    code: str
    title: str
    url: str = ""


NONE_PUBLISHED = "own"
SOURCES = {row["code"]: Source(**row) for row in json.loads(DATA.read_text(encoding="utf-8"))}


def cited(codes: Iterable[str]) -> list[Source]:
    """The sources behind codes; whatever is no code of ours is a clinic's own words."""
    return [_source(code) for code in codes]


def _source(code: str) -> Source:
    if code == NONE_PUBLISHED:
        return Source("", gettext("General professional knowledge; no published source found"))
    return SOURCES.get(code) or Source("", code)
