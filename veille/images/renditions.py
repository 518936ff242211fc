"""The files readers get of a picture: AVIF and WebP in the widths the pages use, one JPEG for what reads neither.

Each says who made the picture, on what terms, and whether with artificial intelligence. Takes seconds: call it
outside a transaction (on SQLite a transaction holds the one write lock).
"""

import re
from dataclasses import dataclass
from html import escape
from io import BytesIO

import PIL.Image

WIDTHS = (400, 800, 1200, 1600)
JPEG_WIDTH = 1200

# From a quality nobody can tell from the picture itself to what still fits in the budget of a busy one.
AVIF = {"format": "AVIF", "speed": 8}, (60, 48, 38, 28, 18, 8)
WEBP = {"format": "WEBP", "method": 4}, (78, 64, 50, 36, 22, 8)
JPEG = {"format": "JPEG", "progressive": True, "optimize": True}, (82, 70, 58, 44, 30, 16)

SOURCE_TYPES = {
    "generated": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
    "retouched": "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia",
}


@dataclass(frozen=True)
class Rendition:
    extension: str
    width: int
    height: int
    content: bytes


def encode(picture: PIL.Image.Image, *, credit: str, licence: str, made: str) -> list[Rendition]:
    """`picture` as decoding.read gives it; `made` is one of Image.Made."""
    about = rights(credit=credit, licence=licence, made=made)
    files = []
    for width in widths(picture.width):
        sized = resized(picture, width)
        files += [_fitted("avif", sized, *AVIF, about), _fitted("webp", sized, *WEBP, about)]
    sized = on_white(resized(picture, min(picture.width, JPEG_WIDTH)))
    return [*files, _fitted("jpg", sized, *JPEG, about)]


def original(picture: PIL.Image.Image) -> tuple[str, bytes]:
    """(extension, content) of what we keep to make renditions from later: no metadata, next to no loss."""
    if picture.mode == "RGBA":
        return "png", _bytes(picture, format="PNG", compress_level=4)
    return "jpg", _bytes(picture, format="JPEG", quality=95, subsampling=0)


def widths(available: int) -> list[int]:
    """Never wider than the picture, and the picture's own width where it is small."""
    return sorted({width for width in WIDTHS if width < available} | {min(available, WIDTHS[-1])})


def budget(width: int) -> int:
    """Bytes: a telephone loads 800 pixels at most, often over a slow line."""
    return 35_000 if width <= 800 else 100_000


def resized(picture, width):
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), PIL.Image.Resampling.LANCZOS, reducing_gap=3)


def on_white(picture):
    if picture.mode == "RGB":
        return picture
    paper = PIL.Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


def rights(*, credit: str, licence: str, made: str) -> bytes:
    """An XMP packet. Of a picture made without AI nothing is claimed: we do not know that a camera took it."""
    source = f' Iptc4xmpExt:DigitalSourceType="{SOURCE_TYPES[made]}"' if made in SOURCE_TYPES else ""
    terms = f'<rdf:Alt><rdf:li xml:lang="x-default">{_xml(licence)}</rdf:li></rdf:Alt>'
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"'
        ' xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
        f' photoshop:Credit="{_xml(credit)}"{source}>'
        f"<dc:rights>{terms}</dc:rights><xmpRights:UsageTerms>{terms}</xmpRights:UsageTerms>"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()


# What XML 1.0 cannot hold, not even escaped.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _xml(text):
    return escape(_FORBIDDEN.sub("", text))


def _fitted(extension, picture, options, qualities, about):
    """At the best quality within the budget; at the lowest one when none is."""
    for quality in qualities:
        content = _bytes(picture, quality=quality, xmp=about, **options)
        if len(content) <= budget(picture.width):
            break
    return Rendition(extension, *picture.size, content)


def _bytes(picture, **options):
    file = BytesIO()
    picture.save(file, **options)
    return file.getvalue()
