"""Make Bootstrap's compiled style sheet follow the system's dark mode; stdin to stdout.

Bootstrap switches by an attribute that only a script could set from the system's wish.
Its Sass option `$color-mode-type: media-query` gives what this makes of the compiled file:
each dark rule inside a media query. The dangling reference to a source map goes too.
"""

import re
import sys

DARK = "[data-bs-theme=dark]"
RULE = re.compile(r"(?<=\})" + re.escape(DARK) + r"([^{},]*)(\{[^{}]*\})")
SOURCE_MAP = re.compile(r"\s*/\*# sourceMappingURL=.*?\*/\s*$")


def in_media_query(rule: re.Match[str]) -> str:
    selector = rule[1].strip() or ":root"
    return f"@media (prefers-color-scheme:dark){{{selector}{rule[2]}}}"


def main() -> None:
    css = SOURCE_MAP.sub("\n", sys.stdin.read())
    css, changed = RULE.subn(in_media_query, css)
    left = css.replace(f".navbar{DARK}", "").count(DARK)
    if not changed or left:
        sys.exit(f"Bootstrap's dark rules are written differently now ({left} not understood).")
    sys.stdout.write(css)


if __name__ == "__main__":
    main()
