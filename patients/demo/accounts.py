"""Who can sign in to the demo: passwords of this installation only, kept in the data directory."""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from clinic.private_files import write_privately

WORDS = [
    "amber",
    "basil",
    "birch",
    "brook",
    "cedar",
    "clover",
    "coral",
    "cotton",
    "dune",
    "ember",
    "fern",
    "field",
    "flint",
    "frost",
    "garden",
    "ginger",
    "harbor",
    "hazel",
    "heron",
    "honey",
    "island",
    "ivory",
    "jasper",
    "kettle",
    "lagoon",
    "lantern",
    "larch",
    "lemon",
    "lilac",
    "linen",
    "maple",
    "marble",
    "meadow",
    "mellow",
    "mint",
    "moss",
    "nutmeg",
    "oasis",
    "olive",
    "opal",
    "orchard",
    "otter",
    "pebble",
    "pepper",
    "pine",
    "plum",
    "poppy",
    "quartz",
    "quiet",
    "river",
    "robin",
    "saffron",
    "sage",
    "sandal",
    "silver",
    "sorrel",
    "spruce",
    "stone",
    "sugar",
    "sunny",
    "thyme",
    "timber",
    "topaz",
    "tulip",
    "velvet",
    "violet",
    "walnut",
    "willow",
    "winter",
    "wren",
    "yarrow",
]

HOW_TO_SIGN_IN = (
    "Staff also type a code of six digits. Either put the letters at the end of the line into an",
    "authenticator app, or have the code printed:  .venv/bin/python manage.py demo --code LOGIN",
)


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody of the demo who can sign in."""

    clinic: str
    role: str
    name: str
    login: str
    password: str
    totp_secret: str | None = None


def new_password() -> str:
    """Four words and two digits: easy to type from a terminal, about 31 bits, for a demo only."""
    return "-".join([*(secrets.choice(WORDS) for _ in range(4)), f"{secrets.randbelow(100):02}"])


def keep(accounts: list[Account], ids: dict[str, dict[str, int | str]]) -> None:
    """Write the accounts down for people (.txt) and scripts (.json), readable by their owner."""
    lines = [f"Hipwise demo: {settings.PUBLIC_URL}", "", *HOW_TO_SIGN_IN, ""]
    for account in accounts:
        who = f"{account.clinic:4} {account.role:13} {account.name}"
        lines.append(
            f"{who:48} {account.login:42} {account.password:38} {account.totp_secret or ''}"
        )
    _write(_path("txt"), "\n".join(lines) + "\n")
    kept = {"accounts": [asdict(account) for account in accounts], "ids": ids}
    _write(_path("json"), json.dumps(kept, ensure_ascii=False, indent=2) + "\n")


def kept() -> tuple[list[Account], dict[str, dict[str, int | str]]] | None:
    """What `keep` wrote down, if it is still there."""
    try:
        found = json.loads(_path("json").read_text())
    except FileNotFoundError:
        return None
    return [Account(**account) for account in found["accounts"]], found["ids"]


def _path(ending: str) -> Path:
    return settings.DATA_DIR / f"demo-accounts.{ending}"


def _write(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    write_privately(path, text)
