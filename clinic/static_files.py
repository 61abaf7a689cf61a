"""Where browsers find our files: by names that change with what is in them, style sheets whole."""

import posixpath
import re
from collections.abc import Iterator

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

Found = dict[str, tuple[Storage, str]]  # by its name: where a file is kept, and as what

IMPORT = re.compile(r'@import "([^"]+)";')


class NamedByContent(CompressedManifestStaticFilesStorage):
    """WhiteNoise's own, which joins the address of a file only once: a page names thirty."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[tuple[str | None, bool], str] = {}

    def url(self, name: str | None, force: bool = False) -> str:
        known = self._addresses.get((name, force))
        if known is None:
            known = self._addresses[name, force] = super().url(name, force)
        return known

    def post_process(
        self, paths: Found, dry_run: bool = False, **options: object
    ) -> Iterator[tuple[str, str, bool]]:
        """Have a style sheet bring what it imports: on a slow line each file is a way more."""
        if not dry_run:
            sheets = [name for name in paths if name.endswith(".css")]
            paths = paths | {name: self._kept(name, whole_sheet(name, paths)) for name in sheets}
        yield from super().post_process(paths, dry_run, **options)

    def _kept(self, name: str, text: str) -> tuple[Storage, str]:
        self.delete(name)
        return self, self._save(name, ContentFile(text.encode()))


def whole_sheet(name: str, found: Found) -> str:
    """A style sheet with those that it imports in their places."""
    storage, path = found[name]
    with storage.open(path) as file:
        text = file.read().decode()

    def imported(written: re.Match[str]) -> str:
        return whole_sheet(posixpath.normpath(posixpath.join(name, "..", written[1])), found)

    return IMPORT.sub(imported, text)
