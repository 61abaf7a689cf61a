"""What a backup says about itself: made first, and held against what is read and restored."""

from dataclasses import asdict, dataclass, field
from typing import Any, Self

from clinic.backup.rows import counts, migrations_of
from clinic.chain import Head
from clinic.models import TrailSeal


@dataclass(frozen=True)
class Manifest:
    """When and where a backup was made, how many rows it has, and where the trail ended."""

    made_at: str
    database: str
    migrations: list[str]
    counts: dict[str, int]
    trail_heads: list[str]
    keys: dict[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, using: str, *, made_at: str, database: str, keys: dict[str, str]) -> Self:
        return cls(
            made_at=made_at,
            database=database,
            migrations=migrations_of(using),
            counts=counts(using),
            trail_heads=[str(head) for head in newest_heads(using)],
            keys=keys,
        )

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def heads(self) -> list[Head]:
        return [Head.read(text) for text in self.trail_heads]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def in_the_open(self) -> dict[str, Any]:
        """What may lie beside the backup unsealed: no key, and nothing of a person."""
        return {name: value for name, value in self.to_json().items() if name != "keys"}


def newest_heads(using: str) -> list[Head]:
    """Where the trail of each clinic ends, in this database."""
    seals = TrailSeal._base_manager.using(using)
    clinics = seals.order_by("clinic_id").values_list("clinic_id", flat=True).distinct()
    last = [seals.filter(clinic_id=pk).order_by("-number").first() for pk in clinics]
    return [seal.head for seal in last if seal is not None]
