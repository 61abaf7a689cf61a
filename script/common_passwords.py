#!/usr/bin/env python3
"""
Make clinic/data/common-passwords.txt.gz from lists of common passwords.

    script/common_passwords.py LIST...

A list is a text file with a password on each line, gzipped or not, or a JSON list. What is too
short to be chosen here is left out. clinic/data/README.md says which lists were used.
"""

import gzip
import json
import sys
from collections.abc import Iterable
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "clinic/data/common-passwords.txt.gz"
SHORTEST = 12


def passwords_in(path: Path) -> Iterable[str]:
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    text = content.decode(errors="ignore")
    return json.loads(text) if path.suffix == ".json" else text.splitlines()


def main(paths: list[str]) -> None:
    found = {
        password.strip().casefold()
        for path in paths
        for password in passwords_in(Path(path))
        if len(password.strip()) >= SHORTEST
    }
    text = "\n".join(sorted(found)) + "\n"
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    print(f"{len(found):,} passwords, {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
