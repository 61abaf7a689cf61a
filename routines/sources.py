"""Where a routine comes from: the codes of docs/clinical.md, and what stands behind them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent / "library" / "sources.json"


@dataclass(frozen=True, slots=True)
class Source:
    """One publication, talk or page; the code is empty for a clinic's own words."""

    code: str
    title: str
    url: str = ""


SOURCES = {row["code"]: Source(**row) for row in json.loads(DATA.read_text(encoding="utf-8"))}


def cited(codes: Iterable[str]) -> list[Source]:
    """The sources behind codes; whatever is no code of ours is a clinic's own words."""
    return [SOURCES.get(code) or Source("", code) for code in codes]
