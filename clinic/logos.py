"""Logos: whatever a clinic uploads becomes a small PNG that we encoded ourselves."""

from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 20_000_000
BOX = (480, 160)  # pixels, width and height: 6 by 2 cm on paper at 200 dpi
FORMATS = ["PNG", "JPEG", "WEBP"]


@dataclass(frozen=True, slots=True)
class LogoImage:
    """A logo ready to be kept: nothing in it but the picture."""

    png: bytes
    width: int
    height: int


def read_logo(file: BinaryIO, *, size: int) -> LogoImage:
    """
    The picture in an uploaded file of `size` bytes, made to fit the box, without metadata.

    The header is checked before anything is decoded. What cannot be used raises
    ValidationError with what would be right.
    """
    if size > MOST_BYTES:
        raise ValidationError(_("The picture is larger than 5 MB. Choose a smaller one."))
    image = _opened(file)
    if image.width * image.height > MOST_PIXELS:
        raise ValidationError(
            _("The picture has more than 20 million pixels. Make it smaller first.")
        )
    try:
        upright = ImageOps.exif_transpose(image)
        upright = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except Exception:  # noqa: BLE001 -- Pillow raises nearly anything at a broken picture
        raise ValidationError(
            _("The picture is damaged or incomplete. Save it again as PNG and try that.")
        ) from None
    upright.thumbnail(BOX)
    # A fresh canvas takes pixels only: no text, no place, no colour profile.
    clean = Image.new(upright.mode, upright.size)
    clean.paste(upright)
    out = BytesIO()
    clean.save(out, "PNG", optimize=True)
    return LogoImage(out.getvalue(), clean.width, clean.height)


def _opened(file: BinaryIO) -> Image.Image:
    try:
        return Image.open(file, formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError(
            _("The picture has more than 20 million pixels. Make it smaller first.")
        ) from None
    except Exception:  # noqa: BLE001 -- Pillow raises nearly anything at what is no picture
        raise ValidationError(
            _(
                "This file cannot be read: it is damaged or no picture. Choose a PNG, JPEG or WebP file."
            )
        ) from None
