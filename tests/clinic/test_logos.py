import struct
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, PngImagePlugin

from clinic.logos import read_logo


def picture(kind="PNG", size=(600, 200), mode="RGB", **options):
    out = BytesIO()
    Image.new(mode, size, "orange").save(out, kind, **options)
    return out.getvalue()


def read(content, size=None):
    return read_logo(BytesIO(content), size=len(content) if size is None else size)


def refusal(content, size=None):
    with pytest.raises(ValidationError) as refused:
        read(content, size)
    return refused.value.messages[0]


def bomb(width, height):
    """A PNG that promises a size and brings a handful of pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_each_kind_becomes_a_png_that_fits(kind):
    logo = read(picture(kind))
    kept = Image.open(BytesIO(logo.png))
    assert (kept.format, kept.size, (logo.width, logo.height)) == ("PNG", (480, 160), (480, 160))


@pytest.mark.parametrize(
    ("size", "fits"), [((100, 50), (100, 50)), ((2000, 100), (480, 24)), ((10, 900), (2, 160))]
)
def test_it_is_made_smaller_and_never_larger(size, fits):
    logo = read(picture(size=size))
    assert (logo.width, logo.height) == fits


def test_glass_stays_glass():
    kept = Image.open(BytesIO(read(picture(mode="RGBA")).png))
    assert kept.mode == "RGBA"


@pytest.mark.parametrize("mode", ["L", "P", "1", "I;16", "LA"])
def test_other_kinds_of_pixels_are_read(mode):
    out = BytesIO()
    Image.new(mode, (20, 20)).save(out, "PNG")
    assert read(out.getvalue()).width == 20


def test_nothing_but_the_picture_is_kept():
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "taken in Ana's garden")
    exif = Image.Exif()
    exif[0x010E] = "Ana's garden"
    for content in (picture(pnginfo=told), picture("JPEG", exif=exif)):
        assert b"garden" in content
        assert b"garden" not in read(content).png


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_what_hides_behind_a_picture_is_gone(kind):
    hidden = b"<script>alert(1)</script>PK\x03\x04%PDF-1.7"
    assert hidden not in read(picture(kind) + hidden).png


def test_it_stands_upright_as_the_camera_meant():
    exif = Image.Exif()
    exif[0x0112] = 6
    logo = read(picture("JPEG", size=(100, 50), exif=exif))
    assert (logo.width, logo.height) == (50, 100)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"\0" * 100,
        picture("GIF"),
        picture("BMP"),
        picture("TIFF"),
    ],
)
def test_what_is_no_picture_of_ours_is_refused(content):
    assert "cannot be read" in refusal(content)


@pytest.mark.parametrize(
    ("kind", "why"), [("PNG", "damaged"), ("JPEG", "damaged"), ("WEBP", "cannot be read")]
)
def test_half_a_picture_is_refused(kind, why):
    content = picture(kind, size=(900, 900))
    assert why in refusal(content[: len(content) // 2])


def test_a_large_file_is_refused_before_it_is_opened():
    assert "larger than 5 MB" in refusal(b"", size=5 * 1024 * 1024 + 1)


@pytest.mark.parametrize("side", [4473, 12_000, 65_000])
def test_a_bomb_is_refused_by_its_header(side):
    assert "20 million pixels" in refusal(bomb(side, side))
