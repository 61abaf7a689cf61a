"""One picture, and the SVG file it becomes."""

from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from routines.drawings.props import LOW, SQUARE, TALL, WIDTH

LINES = 'fill="none" stroke-linecap="round" stroke-linejoin="round"'


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture of one step, drawn for the right side; or a map, or a ball."""

    key: str
    title: str  # a msgid: what the picture shows, in plain words
    parts: str = field(repr=False)  # SVG elements
    tall: bool = False
    square: bool = False

    @property
    def width(self) -> int:
        return SQUARE if self.square else WIDTH

    @property
    def height(self) -> int:
        if self.square:
            return SQUARE
        return TALL if self.tall else LOW

    def svg(self, *, title: str = "", mirror: bool = False) -> str:
        """The whole file; its title is what is read aloud in place of the picture."""
        turned = f' transform="translate({self.width} 0) scale(-1 1)"' if mirror else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}"'
            f' role="img"><title>{escape(title or self.title)}</title>'
            f"<g {LINES}{turned}>{self.parts}</g></svg>\n"
        )
