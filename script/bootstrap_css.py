"""Make of Bootstrap's compiled style sheet what Hipwise needs of it; stdin to stdout.

Left out is every rule for a class that none of our pages has: nine tenths of it, which a phone
would load and read for nothing. A test says so when a page takes a class that was left out.

Dark mode follows the system: Bootstrap switches by an attribute that only a script could set.
Its Sass option `$color-mode-type: media-query` gives what this makes of the compiled file:
each dark rule inside a media query. The dangling reference to a source map goes too.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import crispy_bootstrap5

ROOT = Path(__file__).resolve().parent.parent
FORMS = Path(crispy_bootstrap5.__file__).parent / "templates"
INCLUDE = re.compile(r"""\{%-?\s*include\s+["']([^"']+)""")


def with_included(name: str) -> set[Path]:
    """A template of the form library, and those that it includes."""
    path = FORMS / name
    return {path}.union(*map(with_included, INCLUDE.findall(path.read_text())))


# Where a class may be written: our templates, scripts and forms; of the form library's templates
# those of a field and of a form of fields, which are all that we ask for.
PAGES = [
    *ROOT.glob("templates/**/*.html"),
    *ROOT.glob("static/js/*.js"),
    *ROOT.glob("*/forms/*.py"),
    *ROOT.glob("patients/portal/*.py"),
    *with_included("bootstrap5/field.html"),
    *with_included("bootstrap5/uni_form.html"),
]
DARK = "[data-bs-theme=dark]"
RULE = re.compile(r"(?<=\})" + re.escape(DARK) + r"([^{},]*)(\{[^{}]*\})")
SOURCE_MAP = re.compile(r"\s*/\*# sourceMappingURL=.*?\*/\s*$")
LICENCE = re.compile(r"\s*@charset[^;]*;|\s*/\*!.*?\*/", re.DOTALL)
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
NOT = re.compile(r":not\([^()]*\)")
BETWEEN = re.compile(r",(?![^()]*\))")  # commas of a list of selectors, not those within brackets
VARIABLE = re.compile(r"(--bs-[\w-]+):")


def in_media_query(rule: re.Match[str]) -> str:
    selector = rule[1].strip() or ":root"
    return f"@media (prefers-color-scheme:dark){{{selector}{rule[2]}}}"


def rules(css: str) -> Iterator[tuple[str, str]]:
    """What stands before each pair of brackets, and what stands between them."""
    at = 0
    while (opened := css.find("{", at)) >= 0:
        closed, depth = opened, 0
        while True:
            depth += {"{": 1, "}": -1}.get(css[closed], 0)
            if not depth:
                break
            closed += 1
        yield css[at:opened], css[opened + 1 : closed]
        at = closed + 1


def needed(css: str, words: set[str]) -> str:
    """The rules whose classes are all among the words."""
    kept = []
    for head, body in rules(css):
        if head.startswith("@"):
            inner = needed(body, words) if head.startswith(("@media", "@supports")) else body
            kept.append((head, inner))
        else:
            wanted = [one for one in BETWEEN.split(head) if classes_in(one) <= words]
            kept.append((",".join(wanted), body))
    return "".join(f"{head}{{{body}}}" for head, body in kept if head and body)


def classes_in(selector: str) -> set[str]:
    """The classes that an element must have; what it must not have is no matter."""
    return set(CLASS.findall(NOT.sub("", selector)))


def without_spare_parts(css: str, ours: str) -> str:
    """Movements that nothing makes and values that nothing asks for go, too."""
    for name in re.findall(r"@keyframes ([\w-]+)", css):
        if not re.search(rf"animation(?:-name)?:[^;}}]*\b{name}\b", css):
            css = re.sub(rf"@keyframes {name}\{{(?:[^{{}}]*\{{[^{{}}]*\}})*\}}", "", css)
    while spare := set(VARIABLE.findall(css)) - set(re.findall(r"var\((--bs-[\w-]+)", css + ours)):
        names = "|".join(sorted(spare, key=len, reverse=True))
        css = re.sub(rf"(?<![\w-])(?:{names}):[^;}}]*;?", "", css)
    return css


def main() -> None:
    css = SOURCE_MAP.sub("\n", sys.stdin.read())
    css, changed = RULE.subn(in_media_query, css)
    left = css.replace(f".navbar{DARK}", "").count(DARK)
    if not changed or left:
        sys.exit(f"Bootstrap's dark rules are written differently now ({left} not understood).")
    head = "".join(LICENCE.findall(css))
    words = {word for page in PAGES for word in re.findall(r"[\w-]+", page.read_text())}
    ours = "".join(sheet.read_text() for sheet in ROOT.glob("static/css/*.css"))
    kept = without_spare_parts(needed(LICENCE.sub("", css), words), ours)
    sys.stdout.write(f"{head}{kept}\n")


if __name__ == "__main__":
    main()
