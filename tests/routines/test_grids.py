from dataclasses import replace

import pytest
from django.conf import settings
from django.utils import translation
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from routines.dose import Dose, Side
from routines.grids import LETTERS, MOST_ROWS, WIDTH, grids_for

DOSE = Dose(
    hold=45,
    holds=2,
    rest=15,
    side=Side.BOTH,
    pressure_low=2,
    pressure_high=4,
    times_a_day=1,
    days_a_week=5,
)


@given(sessions=st.integers(0, 700), size=st.sampled_from(sorted(LETTERS)))
def test_there_is_exactly_one_row_for_each_session(sessions, size):
    grids = grids_for(DOSE, sessions, size=size)
    numbers = [row.number for grid in grids for row in grid.rows]
    assert numbers == list(range(1, sessions + 1))
    assert all(grid.row_count <= MOST_ROWS[size] for grid in grids)


def test_the_columns_fill_the_width():
    (grid,) = grids_for(DOSE, 5, size="normal")
    last = grid.columns[-1]
    assert last.x + last.width == WIDTH == grid.width
    assert [str(column.heading) for column in grid.columns] == [
        "",
        "Date",
        "Side",
        "Seconds",
        "Pressure",
        "Pain",
        "Pain",
    ]
    assert [column.hint for column in grid.columns][3:5] == ["goal 45", "goal 2–4"]


@pytest.mark.parametrize(
    ("side", "ticked"), [("left", ["left"]), ("right", ["right"]), ("both", ["L", "R"])]
)
def test_each_side_worked_is_ticked(side, ticked):
    (grid,) = grids_for(replace(DOSE, side=Side(side)), 3, size="normal")
    assert [words for _middle, words in grid.ticks] == ticked
    assert len(grid.boxes) == len(ticked)


def test_a_few_rows_with_a_page_to_themselves_are_higher():
    (roomy,) = grids_for(DOSE, 10, size="normal", roomy=True)
    (dense,) = grids_for(DOSE, 10, size="normal")
    assert roomy.row_height > dense.row_height


def width(words, size, *, bold=False):
    """How wide words are on paper, in points."""
    name = "atkinson-bold" if bold else "atkinson-regular"
    font = TTFont(settings.BASE_DIR / "static" / "fonts" / f"{name}.woff2")
    glyphs, advances = font.getBestCmap(), font["hmtx"]
    return (
        sum(advances[glyphs[ord(letter)]][0] for letter in words) / font["head"].unitsPerEm * size
    )


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("size", sorted(LETTERS))
@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_no_word_touches_the_lines_of_its_column(language, size, side):
    longest = replace(DOSE, side=side, hold=120, pressure_low=2, pressure_high=10)
    with translation.override(language):
        (grid, *_more) = grids_for(longest, 100, size=size)
        columns = grid.columns
        needed = [
            (columns[0].width, width("100", grid.letters)),
            *(
                (columns[2].width / len(grid.ticks), width(one, grid.letters))
                for _x, one in grid.ticks
            ),
            *((one.width, width(one.heading, grid.letters, bold=True)) for one in columns),
            *((one.width, width(one.hint, grid.letters)) for one in columns),
        ]
    assert [(room, taken) for room, taken in needed if taken and room - taken < 5] == []
