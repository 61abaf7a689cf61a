"""Cut Atkinson Hyperlegible Next down to what Hipwise writes, for screen and paper.

Run by script/vendor: python script/fonts.py <unpacked npm package> <static/fonts>.
The family has no arrows, triangles, tick, cross or box; they are drawn here in its own stroke
width, so that neither a phone nor a PDF has to borrow them from another font.
"""

import math
import sys
from pathlib import Path

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

WEIGHTS = {"regular": "400Regular", "bold": "700Bold"}
STROKES = {"regular": 79, "bold": 118}  # the thickness of the family's own minus sign
LETTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),  # Latin-1 and Latin Extended-A
    *range(0x218, 0x21C),  # Romanian s and t with comma
    *range(0x300, 0x370),  # accents, for letters made of two characters
    0x1E9E,  # capital sharp s
    *range(0x2002, 0x2070),  # spaces, dashes, quotes, bullet, ellipsis, per mille
    *map(ord, "€™−≈≠≤≥←↑→↓☐▲▼✓✕✗"),
]
FEATURES = ["ccmp", "locl", "kern", "mark", "mkmk", "tnum", "pnum", "frac", "case", "sups"]

Point = tuple[float, float]


def stroke(points: list[Point], width: float) -> list[Point]:
    """Return the outline of a line of this width through the points, corners mitred."""
    sides: list[list[Point]] = [[], []]
    for i, (x, y) in enumerate(points):
        before = _normal(points[i - 1], points[i]) if i else None
        after = _normal(points[i], points[i + 1]) if i + 1 < len(points) else None
        nx, ny = before or after or (0.0, 0.0)
        if before and after:
            scale = 1 + before[0] * after[0] + before[1] * after[1]
            nx, ny = (before[0] + after[0]) / scale, (before[1] + after[1]) / scale
        for side, sign in zip(sides, (1, -1), strict=True):
            side.append((x + sign * nx * width / 2, y + sign * ny * width / 2))
    return sides[0] + sides[1][::-1]


def _normal(start: Point, end: Point) -> Point:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy)
    return -dy / length, dx / length


def arrow(width: float, turns: int) -> list[list[Point]]:
    """Return an arrow to the right, turned a quarter circle to the left so many times."""
    shaft = stroke([(-270, 0), (270 - width, 0)], width)
    head = stroke([(45, 200), (270 - width / math.sqrt(2), 0), (45, -200)], width)
    contours = [shaft, head]
    for _ in range(turns):
        contours = [[(-y, x) for x, y in contour] for contour in contours]
    return [[(x + 320, y + 288) for x, y in contour] for contour in contours]


def signs(width: float) -> dict[str, list[list[Point]]]:
    """Return the outlines of the signs that the family lacks, each 640 units wide."""
    middle = width / 2
    box = [(60.0, 30.0), (60, 550), (580, 550), (580, 30)]
    inside = [(60 + width, 30 + width), (580 - width, 30 + width)]
    inside += [(580 - width, 550 - width), (60 + width, 550 - width)]
    cross = [stroke([(90, 30), (550, 560)], width), stroke([(90, 560), (550, 30)], width)]
    return {
        "→": arrow(width, 0),
        "↑": arrow(width, 1),
        "←": arrow(width, 2),
        "↓": arrow(width, 3),
        "☐": [box, inside],
        "✓": [stroke([(75, 270), (255, middle * 1.4), (575, 590)], width)],
        "✕": cross,
        "✗": cross,
        "▲": [[(80, 70), (320, 530), (560, 70)]],
        "▼": [[(80, 530), (560, 530), (320, 70)]],
    }


def add_signs(font: TTFont, width: float) -> None:
    for character, contours in signs(width).items():
        name = f"uni{ord(character):04X}"
        pen = TTGlyphPen(None)
        for contour in contours:
            if character != "☐" and _area(contour) > 0:
                contour = contour[::-1]
            pen.moveTo(_rounded(contour[0]))
            for point in contour[1:]:
                pen.lineTo(_rounded(point))
            pen.closePath()
        font.setGlyphOrder([*font.getGlyphOrder(), name])
        font["glyf"][name] = pen.glyph()
        font["glyf"][name].recalcBounds(font["glyf"])
        font["hmtx"][name] = (640, font["glyf"][name].xMin)
        for table in font["cmap"].tables:
            table.cmap[ord(character)] = name


def _area(contour: list[Point]) -> float:
    following = contour[1:] + contour[:1]
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(contour, following, strict=True))


def _rounded(point: Point) -> tuple[int, int]:
    return round(point[0]), round(point[1])


def cut(package: Path, weight: str) -> TTFont:
    """Return one weight with our signs added and everything that we never print removed."""
    (source,) = (package / WEIGHTS[weight]).glob("*.ttf")
    font = TTFont(source, recalcTimestamp=False)
    add_signs(font, STROKES[weight])
    options = Options(layout_features=FEATURES, hinting=False, name_IDs=[0, 1, 2, 4, 5, 6, 13, 14])
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=LETTERS)
    subsetter.subset(font)
    return font


def main(package: Path, fonts: Path) -> None:
    (fonts / "print").mkdir(parents=True, exist_ok=True)
    for weight in WEIGHTS:
        font = cut(package, weight)
        font.save(fonts / "print" / f"atkinson-{weight}.ttf")
        font.flavor = "woff2"
        font.save(fonts / f"atkinson-{weight}.woff2")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
