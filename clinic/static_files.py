"""Where browsers find our files: by names that change with what is in them."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


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
