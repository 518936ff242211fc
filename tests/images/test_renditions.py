from io import BytesIO
from xml.etree import ElementTree as ET

import PIL.Image
import pytest

from tests.images.makers import flat, photo
from veille.images import renditions

RIGHTS = {"credit": "Cellule « Veille » & fils", "licence": "CC BY 4.0 <fr>"}
SOURCE_TYPE = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}DigitalSourceType"
CREDIT = "{http://ns.adobe.com/photoshop/1.0/}Credit"
TERMS = "{http://ns.adobe.com/xap/1.0/rights/}UsageTerms"
RIGHT = "{http://purl.org/dc/elements/1.1/}rights"
DESCRIPTION = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description"


def encode(picture, made="no"):
    return renditions.encode(picture, **RIGHTS, made=made)


def opened(rendition):
    return PIL.Image.open(BytesIO(rendition.content))


def described(rendition):
    """The one description in the file's XMP packet, as any reader of XMP finds it."""
    packet = opened(rendition).info["xmp"]
    return ET.fromstring(packet).find(f".//{DESCRIPTION}")


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (3200, [400, 800, 1200, 1600]),
        (1600, [400, 800, 1200, 1600]),
        (1000, [400, 800, 1000]),
        (400, [400]),
        (300, [300]),
        (1, [1]),
    ],
)
def test_widths_never_exceed_the_picture(width, expected):
    assert renditions.widths(width) == expected


def test_renditions_are_avif_webp_and_one_jpeg():
    encoded = encode(flat(1000, 500))
    expected = [("avif", 400, 200), ("webp", 400, 200), ("avif", 800, 400), ("webp", 800, 400)]
    expected += [("avif", 1000, 500), ("webp", 1000, 500), ("jpg", 1000, 500)]
    assert [(one.extension, one.width, one.height) for one in encoded] == expected
    assert [opened(one).size for one in encoded] == [(one.width, one.height) for one in encoded]
    assert {one.extension: opened(one).format for one in encoded} == {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG"}


@pytest.mark.parametrize("size", [(1, 1), (3200, 1), (1, 3200), (401, 3)])
def test_narrow_and_tiny_pictures_are_encoded(size):
    assert {one.extension for one in encode(flat(*size))} == {"avif", "webp", "jpg"}


@pytest.mark.parametrize(
    ("made", "source_type"),
    [
        ("generated", "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"),
        ("retouched", "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"),
        ("no", None),
    ],
)
def test_every_rendition_says_how_the_picture_was_made(made, source_type):
    encoded = encode(flat(900, 500), made)
    assert [described(one).get(SOURCE_TYPE) for one in encoded] == [source_type] * 7


def test_every_rendition_keeps_credit_and_licence():
    found = [described(one) for one in encode(flat(300, 200))]
    assert [one.get(CREDIT) for one in found] == [RIGHTS["credit"]] * 3
    assert ["".join(one.find(TERMS).itertext()) for one in found] == [RIGHTS["licence"]] * 3
    assert ["".join(one.find(RIGHT).itertext()) for one in found] == [RIGHTS["licence"]] * 3


def test_renditions_hold_nothing_else():
    extra = [{key for key in opened(one).info if key in {"exif", "icc_profile", "comment"}} for one in encode(flat())]
    assert extra == [set(), set(), set()]


def test_control_characters_do_not_break_the_packet():
    packet = renditions.rights(credit="A\x00\x0b\ufffeB", licence="L", made="no")
    assert ET.fromstring(packet).find(f".//{DESCRIPTION}").get(CREDIT) == "AB"


def test_photograph_fits_in_the_budget():
    encoded = encode(photo(2000, 1125), "generated")
    over = [(one.extension, one.width, len(one.content)) for one in encoded if len(one.content) > 100_000]
    for_phones = [len(one.content) for one in encoded if one.extension == "avif" and one.width <= 800]
    assert over == []
    assert [size <= 35_000 for size in for_phones] == [True, True]


def test_transparency_stays_except_in_jpeg():
    encoded = encode(flat(50, 50, "RGBA", (0, 0, 0, 0)))
    assert [(one.extension, opened(one).convert("RGBA").getpixel((25, 25))[3]) for one in encoded] == [
        ("avif", 0),
        ("webp", 0),
        ("jpg", 255),
    ]
    assert opened(encoded[-1]).getpixel((25, 25)) == (255, 255, 255)


def test_original_is_kept_almost_without_loss():
    extension, content = renditions.original(flat(colour=(11, 74, 111)))
    kept = PIL.Image.open(BytesIO(content)).getpixel((9, 9))
    assert extension == "jpg"
    assert max(abs(a - b) for a, b in zip(kept, (11, 74, 111), strict=True)) <= 2
