"""Only the key opens a backup, and not one bit of it may be other than written."""

import io
import random

import pytest

from clinic.backup.sealed_file import PIECE, NotAsWritten, SealedReader, SealedWriter

KEY = "k" * 50
CONTENT = random.Random(5).randbytes(2 * PIECE + 1000)


def sealed(content: bytes = CONTENT) -> bytes:
    file = io.BytesIO()
    writer = SealedWriter(file, KEY)
    for at in range(0, len(content), 70_000):
        writer.write(content[at : at + 70_000])
    writer.finish()
    return file.getvalue()


def opened(file: bytes, key: str = KEY) -> bytes:
    return io.BufferedReader(SealedReader(io.BytesIO(file), key)).read()


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 1000])
def test_gives_back_what_was_written(size):
    assert opened(sealed(CONTENT[:size])) == CONTENT[:size]


def test_nothing_of_it_can_be_read_without_the_key():
    file = sealed(b"Rosa Vargas" * 100)
    assert b"Rosa" not in file
    with pytest.raises(NotAsWritten):
        opened(file, "j" * 50)


def test_a_flipped_bit_is_found_wherever_it_is():
    file = sealed(b"one row after another " * 400)
    chance = random.Random(7)
    found = 0
    for _ in range(1000):
        at = chance.randrange(len(file))
        damaged = bytearray(file)
        damaged[at] ^= 1 << chance.randrange(8)
        try:
            opened(bytes(damaged))
        except NotAsWritten:
            found += 1
    assert found == 1000


def test_a_cut_end_or_an_added_one_is_found():
    file = sealed()
    chance = random.Random(9)
    for length in [0, 5, *(chance.randrange(len(file)) for _ in range(20)), len(file) - 1]:
        with pytest.raises(NotAsWritten):
            opened(file[:length])
    with pytest.raises(NotAsWritten):
        opened(file + b"\0")


def test_pieces_cannot_change_places():
    file = sealed()
    head, piece = 33, 4 + PIECE + 16
    swapped = file[:head] + file[head + piece : head + 2 * piece] + file[head : head + piece]
    with pytest.raises(NotAsWritten):
        opened(swapped + file[head + 2 * piece :])


def test_what_failed_half_way_has_no_end():
    file = io.BytesIO()
    SealedWriter(file, KEY).write(CONTENT)
    with pytest.raises(NotAsWritten):
        opened(file.getvalue())


def test_the_same_content_never_looks_the_same_twice():
    assert sealed(b"same") != sealed(b"same")
