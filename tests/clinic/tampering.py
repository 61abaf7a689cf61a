"""Ways to falsify a trail for somebody who can write to the database but has no key."""

import random
from contextlib import suppress
from types import SimpleNamespace

from django.db import connection

from clinic.frozen import thaw
from tests import walls

LINES, SEALS = "clinic_trailentry", "clinic_trailseal"
TEXTS = ["action", "subject_type", "subject_id", "nonce", "mark"]


def drop_triggers() -> None:
    """As whoever owns the database can; on PostgreSQL the app cannot."""
    walls.be_owner()

    def execute(statement: str, params: None) -> None:
        run(statement)

    for table in (LINES, SEALS):
        thaw(SimpleNamespace(connection=connection, execute=execute), table)


def run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def rows(statement: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def one_letter_else(text: str, dice: random.Random) -> str:
    at = dice.randrange(len(text)) if text else 0
    return (
        text[:at]
        + dice.choice([c for c in "0123456789abcdef" if c != text[at : at + 1]])
        + (text[at + 1 :])
    )


class Forger:
    """Falsifies one clinic's trail in a way chosen by chance; `other` is a clinic next to it."""

    def __init__(self, clinic: int, other: int, people: list[int], dice: random.Random) -> None:
        self.clinic, self.other, self.people, self.dice = clinic, other, people, dice
        self.lines = [pk for (pk,) in rows(f"SELECT id FROM {LINES} WHERE clinic_id = %s", clinic)]
        self.seals = [
            digest
            for (digest,) in rows(
                f"SELECT digest FROM {SEALS} WHERE clinic_id = %s ORDER BY number", clinic
            )
        ]

    def change_text(self) -> str:
        column, pk = self.dice.choice(TEXTS), self.dice.choice(self.lines)
        ((text,),) = rows(f"SELECT {column} FROM {LINES} WHERE id = %s", pk)
        text = one_letter_else(text, self.dice)
        run(f"UPDATE {LINES} SET {column} = %s WHERE id = %s", text, pk)
        return f"{column} of line {pk}"

    def change_person(self) -> str:
        column, pk = self.dice.choice(["actor_id", "patient_id"]), self.dice.choice(self.lines)
        ((now,),) = rows(f"SELECT {column} FROM {LINES} WHERE id = %s", pk)
        person = self.dice.choice([one for one in [None, *self.people] if one != now])
        run(f"UPDATE {LINES} SET {column} = %s WHERE id = %s", person, pk)
        return f"{column} of line {pk}"

    def change_details(self) -> str:
        pk = self.dice.choice(self.lines)
        run(f"UPDATE {LINES} SET details = %s WHERE id = %s", '{"fields": ["forged"]}', pk)
        return f"details of line {pk}"

    def change_moment(self) -> str:
        table, key, column, rows_of = self.dice.choice(
            [(LINES, "id", "happened_at", self.lines), (SEALS, "digest", "made_at", self.seals)]
        )
        moment = f"20{self.dice.randrange(10, 20)}-05-05 05:05:05.{self.dice.randrange(10**6):06}"
        run(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", moment, self.dice.choice(rows_of))
        return f"{column} in {table}"

    def change_seal(self) -> str:
        column, digest = self.dice.choice(["digest", "previous"]), self.dice.choice(self.seals)
        ((text,),) = rows(f"SELECT {column} FROM {SEALS} WHERE digest = %s", digest)
        text = one_letter_else(text, self.dice)
        run(f"UPDATE {SEALS} SET {column} = %s WHERE digest = %s", text, digest)
        return f"{column} of a seal"

    def change_number(self) -> str:
        number = 1000 + self.dice.randrange(1000)
        digest = self.dice.choice(self.seals)
        run(f"UPDATE {SEALS} SET number = %s WHERE digest = %s", number, digest)
        return "number of a seal"

    def remove_line(self) -> str:
        pk = self.dice.choice(self.lines)
        run(f"DELETE FROM {LINES} WHERE id = %s", pk)
        return f"line {pk} removed"

    def remove_line_and_its_mention(self) -> str:
        pk = self.dice.choice(self.lines)
        run(f"DELETE FROM {LINES} WHERE id = %s", pk)
        for digest, said in rows(f"SELECT digest, lines FROM {SEALS}"):
            ids = [int(text) for text in str(said).strip("[]").split(",")]
            left = [one for one in ids if one != pk]
            if left != ids:
                run(f"UPDATE {SEALS} SET lines = %s WHERE digest = %s", str(left), digest)
        return f"line {pk} removed everywhere"

    def remove_seal(self) -> str:
        digest = self.dice.choice(self.seals)
        run(f"DELETE FROM {SEALS} WHERE digest = %s", digest)
        return "a seal removed"

    def cut_tail(self) -> str:
        """The last seals go, with all their lines, so that what is left fits together."""
        kept = self.dice.randrange(len(self.seals))
        for digest in self.seals[kept:]:
            ((said,),) = rows(f"SELECT lines FROM {SEALS} WHERE digest = %s", digest)
            run(f"DELETE FROM {SEALS} WHERE digest = %s", digest)
            for text in str(said).strip("[]").split(","):
                run(f"DELETE FROM {LINES} WHERE id = %s", int(text))
        return f"tail cut after {kept} seals"

    def insert_copy(self) -> str:
        pk, new = self.dice.choice(self.lines), max(self.lines) + 1000
        names = "clinic_id, actor_id, action, subject_type, subject_id, patient_id, details, "
        names += "happened_at, nonce, mark"
        run(
            f"INSERT INTO {LINES} (id, {names}) SELECT %s, {names} FROM {LINES} WHERE id = %s",
            new,
            pk,
        )
        if self.dice.random() < 0.5:
            nonce = one_letter_else("0" * 24, self.dice)
            run(f"UPDATE {LINES} SET nonce = %s WHERE id = %s", nonce, new)
        return f"line {pk} inserted again"

    def swap_lines(self) -> str:
        one, two = self.dice.sample(self.lines, 2)
        for before, after in ((one, -1), (two, one), (-1, two)):
            run(f"UPDATE {LINES} SET id = %s WHERE id = %s", after, before)
        return f"lines {one} and {two} change places"

    def move_line(self) -> str:
        pk = self.dice.choice(self.lines)
        run(f"UPDATE {LINES} SET clinic_id = %s WHERE id = %s", self.other, pk)
        return f"line {pk} given to another clinic"

    def move_seal(self) -> str:
        digest = self.dice.choice(self.seals)
        number = 1000 + self.dice.randrange(1000)
        run(
            f"UPDATE {SEALS} SET clinic_id = %s, number = %s WHERE digest = %s",
            self.other,
            number,
            digest,
        )
        return "a seal given to another clinic"

    def reorder_a_seal(self) -> str:
        digest = self.dice.choice(self.seals)
        ((said,),) = rows(f"SELECT lines FROM {SEALS} WHERE digest = %s", digest)
        ids = [int(text) for text in str(said).strip("[]").split(",")]
        ids.insert(0, ids.pop())
        run(f"UPDATE {SEALS} SET lines = %s WHERE digest = %s", str(ids), digest)
        return "lines of a seal reordered"

    def spoil(self) -> str:
        """Values that no reader expects, where the database lets them in."""
        if connection.vendor != "sqlite":
            return self.change_details()
        run("PRAGMA ignore_check_constraints = ON")
        with suppress(IndexError):
            table, key, column, some = self.dice.choice(
                [
                    (LINES, "id", "details", self.lines),
                    (LINES, "id", "happened_at", self.lines),
                    (LINES, "id", "actor_id", self.lines),
                    (SEALS, "digest", "lines", self.seals),
                    (SEALS, "digest", "made_at", self.seals),
                    (SEALS, "digest", "number", self.seals),
                ]
            )
            run(f"UPDATE {table} SET {column} = 'x' WHERE {key} = %s", self.dice.choice(some))
        run("PRAGMA ignore_check_constraints = OFF")
        return f"{column} in {table} spoilt"

    def forge(self) -> str:
        ways = [getattr(self, name) for name in WAYS]
        return self.dice.choice(ways)()


WAYS = [
    name
    for name in vars(Forger)
    if name.startswith(("change", "remove", "cut", "insert", "swap", "move", "reorder", "spoil"))
]
