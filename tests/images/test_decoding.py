import struct
import time
import zlib
from io import BytesIO

import PIL.Image
import pytest
from django.core.files.base import ContentFile
from PIL import ImageCms
from PIL.PngImagePlugin import PngInfo

from tests.images.makers import flat, jpeg, photo, written
from veille.images import decoding, renditions

NBSP = "\u00a0"


def read(content):
    return decoding.read(ContentFile(content))


def refusal(content):
    with pytest.raises(decoding.Refused) as refused:
        read(content)
    return refused.value.messages


def png_claiming(width, height, *chunks):
    """A PNG whose header says so, and next to nothing behind it."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunks) + body + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_each_accepted_kind_is_read(kind):
    picture = read(written(flat(), format=kind))
    assert (picture.mode, picture.size, picture.info) == ("RGB", (64, 48), {})


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP", "ICO", "PPM", "EPS"])
def test_other_kinds_are_refused(kind):
    message = f"Ce fichier n’est pas une image JPEG, PNG, WebP ou AVIF{NBSP}: exportez-la dans l’un de ces formats."
    assert refusal(written(flat(), format=kind)) == [message]


@pytest.mark.parametrize(
    "content", [b"<html><script>alert(1)</script>", b"%PDF-1.7", b"MZ\x90", b"GIF89a<script>", b"x"]
)
def test_what_is_no_picture_is_refused(content):
    message = f"Ce fichier n’est pas une image JPEG, PNG, WebP ou AVIF{NBSP}: exportez-la dans l’un de ces formats."
    assert refusal(content) == [message]


@pytest.mark.parametrize(
    "content",
    [b'<svg xmlns="http://www.w3.org/2000/svg"/>', b'\xef\xbb\xbf<?xml version="1.0"?>\n<!DOCTYPE svg><SVG/>'],
)
def test_svg_is_refused(content):
    message = f"Les dessins SVG ne sont pas acceptés{NBSP}: exportez celui-ci en PNG ou en WebP."
    assert refusal(content) == [message]


def test_empty_file_is_refused():
    assert refusal(b"") == ["Ce fichier est vide."]


def test_heavy_file_is_refused_unread():
    content = jpeg() + bytes(20_000_000)
    message = f"Ce fichier est trop lourd{NBSP}: 21{NBSP}Mo, et la limite est de 20{NBSP}Mo."
    assert refusal(content) == [message]


def test_too_many_pixels_are_refused():
    content = written(flat(8000, 5001, "L"), format="PNG")
    message = f"Cette image a trop de pixels{NBSP}: 8000 × 5001, et la limite est de 40{NBSP}millions."
    assert refusal(content) == [message]


@pytest.mark.parametrize("side", [10_000, 50_000])
def test_bomb_is_refused_before_it_is_decoded(side):
    start = time.perf_counter()
    message = f"Cette image a trop de pixels{NBSP}: la limite est de 40{NBSP}millions."
    assert refusal(png_claiming(side, side)) == [message]
    assert time.perf_counter() - start < 0.5


def test_picture_without_width_is_refused():
    message = f"Cette image est abîmée ou incomplète{NBSP}: exportez-la ou téléchargez-la de nouveau."
    assert refusal(png_claiming(0, 10)) == [message]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_truncated_file_is_refused(kind, part):
    content = written(photo(300, 200), format=kind)
    message = f"Cette image est abîmée ou incomplète{NBSP}: exportez-la ou téléchargez-la de nouveau."
    assert refusal(content[: int(len(content) * part)]) == [message]


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_animated_picture_is_refused(kind):
    frames = [flat(colour=(shade, 0, 0)) for shade in (0, 120, 240)]
    content = written(frames[0], format=kind, save_all=True, append_images=frames[1:], duration=100)
    assert refusal(content) == [f"Cette image est animée{NBSP}: seules les images fixes sont acceptées."]


def test_telephone_picture_with_a_second_one_inside_is_read():
    content = written(flat(), format="MPO", save_all=True, append_images=[flat(20, 20, colour=(0, 0, 0))])
    assert read(content).size == (64, 48)


def test_jpeg_with_thousands_of_scans_is_refused():
    content = written(photo(64, 48), format="JPEG", progressive=True)
    last_scan = content[content.rindex(b"\xff\xda") : -2]
    message = f"Cette image est abîmée ou incomplète{NBSP}: exportez-la ou téléchargez-la de nouveau."
    assert refusal(content[:-2] + last_scan * 200 + content[-2:]) == [message]


def test_orientation_of_the_camera_is_applied():
    camera = flat(60, 40, colour=(255, 0, 0))
    camera.paste((0, 0, 255), (0, 0, 60, 20))
    exif = PIL.Image.Exif()
    exif[0x0112] = 6  # held upright: turn a quarter to the right
    picture = read(written(camera, format="JPEG", exif=exif, quality=95, subsampling=0))
    assert picture.size == (40, 60)
    left, right = picture.getpixel((5, 30)), picture.getpixel((35, 30))
    assert (left[0] > 240, left[2] < 15, right[2] > 240, right[0] < 15) == (True, True, True, True)


def test_position_camera_and_comments_are_dropped():
    exif = PIL.Image.Exif()
    exif[0x010F] = "APPAREIL"
    exif.get_ifd(0x8825)[2] = (48.0, 51.0, 30.0)
    content = written(flat(), format="JPEG", exif=exif, comment=b"COMMENTAIRE", xmp=b"<x>SECRET</x>", dpi=(300, 300))
    assert b"APPAREIL" in content
    picture = read(content)
    kept = renditions.original(picture)[1] + b"".join(
        one.content for one in renditions.encode(picture, credit="C", licence="L", made="no")
    )
    found = [word for word in (b"APPAREIL", b"COMMENTAIRE", b"SECRET", b"Exif", b"GPS") if word in kept]
    assert found == []


def test_text_inside_a_png_is_dropped():
    notes = PngInfo()
    notes.add_text("Author", "SECRET un")
    notes.add_itxt("XML:com.adobe.xmp", "<x>SECRET deux</x>")
    picture = read(written(flat(mode="RGBA", colour=(1, 2, 3, 90)), format="PNG", pnginfo=notes))
    extension, content = renditions.original(picture)
    encoded = renditions.encode(picture, credit="C", licence="L", made="no")
    assert (extension, picture.info) == ("png", {})
    assert [one.extension for one in encoded if b"SECRET" in one.content] == []
    assert b"SECRET" not in content


def test_page_hidden_behind_a_picture_is_dropped():
    picture = read(jpeg() + b"<html><script>alert(1)</script></html>")
    assert b"<script>" not in renditions.original(picture)[1]


def test_cmyk_picture_is_converted():
    printed = PIL.Image.new("CMYK", (20, 20), (0, 255, 255, 0))
    red, green, blue = read(written(printed, format="JPEG", quality=95)).getpixel((10, 10))
    assert (red > 240, green < 15, blue < 15) == (True, True, True)


def test_colours_of_a_profile_are_brought_to_srgb():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    broken = [b"not a profile", lab]
    assert [read(written(flat(), format="PNG", icc_profile=one)).getpixel((1, 1)) for one in broken] == [
        (11, 74, 111)
    ] * 2


def test_profile_is_applied_then_dropped():
    # An sRGB profile whose red and blue colorants are exchanged: what it calls red is blue.
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = profile.index(b"rXYZ"), profile.index(b"bXYZ")
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    picture = read(written(flat(colour=(255, 0, 0)), format="PNG", icc_profile=bytes(profile)))
    assert picture.getpixel((1, 1)) == (0, 0, 255)
    assert picture.info == {}


@pytest.mark.parametrize(
    ("mode", "colour", "expected"),
    [
        ("L", 90, (90, 90, 90)),
        ("1", 1, (255, 255, 255)),
        ("P", 0, (0, 0, 0)),
        ("I;16", 90 * 256, (90, 90, 90)),
        ("LA", (90, 128), (90, 90, 90, 128)),
        ("RGBA", (9, 8, 7, 128), (9, 8, 7, 128)),
    ],
)
def test_every_kind_of_channels_becomes_eight_bits(mode, colour, expected):
    assert read(written(flat(mode=mode, colour=colour), format="PNG")).getpixel((1, 1)) == expected


def test_palette_with_transparency_keeps_it():
    content = written(flat(mode="P", colour=0), format="PNG", transparency=0)
    assert read(content).getpixel((1, 1))[3] == 0


def test_large_picture_is_brought_to_what_we_can_use():
    content = written(flat(6000, 3000), format="JPEG")
    assert read(content).size == (3200, 1600)
    assert PIL.Image.open(BytesIO(content)).size == (6000, 3000)
