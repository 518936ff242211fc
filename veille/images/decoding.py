"""From an uploaded file to a picture that holds nothing but its pixels: upright, in sRGB, no larger than we can use.

What the file is called and says of itself counts for nothing; only what decodes counts. Limits are checked before
anything is decoded, so that a crafted file costs neither time nor memory.
"""

from hashlib import sha256
from io import BytesIO
from typing import BinaryIO

import PIL.Image
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import ImageCms, ImageOps

MEGABYTES = 20
TOO_HEAVY = _("This file is too heavy: %(size)d MB, and the limit is %(limit)d MB.")
MEGAPIXELS = 40
# Twice the widest rendition.
LONGEST_SIDE = 3200
# A progressive JPEG goes over all its pixels once a scan; encoders make about ten, a crafted file thousands.
MOST_SCANS = 100

_SRGB = ImageCms.createProfile("sRGB")
_BOMBS = (PIL.Image.DecompressionBombError, PIL.Image.DecompressionBombWarning)


class Refused(ValidationError):
    """The file cannot be taken; the message says why, to whoever chose it."""


def read(file: BinaryIO) -> PIL.Image.Image:
    """The picture in `file`, mode RGB or RGBA. Raises Refused."""
    data = _content(file)
    try:
        with PIL.Image.open(BytesIO(data), formats=["JPEG", "PNG", "WEBP", "AVIF"]) as opened:
            _check(opened, data)
            return _cleaned(opened)
    except Refused:
        raise
    except _BOMBS as bomb:
        raise _too_many_pixels() from bomb
    except Exception as failure:  # decoders raise whatever a broken file leads them to
        raise _unreadable(data) from failure


def digest(picture: PIL.Image.Image) -> str:
    """The same for the same pixels, whatever the file they came in."""
    found = sha256(f"{picture.mode} {picture.width} {picture.height} ".encode())
    found.update(picture.tobytes())
    return found.hexdigest()


def _content(file):
    file.seek(0, 2)
    size = file.tell()
    if not size:
        raise Refused(_("This file is empty."), code="empty")
    if size > MEGABYTES * 1_000_000:
        raise Refused(TOO_HEAVY, code="heavy", params={"size": -(-size // 1_000_000), "limit": MEGABYTES})
    file.seek(0)
    return file.read()


def _check(opened, data):
    if opened.width * opened.height > MEGAPIXELS * 1_000_000:
        raise _too_many_pixels(opened.size)
    # MPO is what telephones make: a JPEG that carries a second picture; the first is the one people see.
    if getattr(opened, "is_animated", False) and opened.format != "MPO":
        raise Refused(_("This picture is animated: only still pictures are taken."), code="animated")
    if opened.format in {"JPEG", "MPO"} and data.count(b"\xff\xda") > MOST_SCANS:
        raise _unreadable(data)


def _cleaned(opened):
    opened.draft(None, (LONGEST_SIDE, LONGEST_SIDE))  # a large JPEG is decoded at half its size or less
    opened.load()
    profile = opened.info.get("icc_profile")
    picture = ImageOps.exif_transpose(_eight_bits(opened))
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), PIL.Image.Resampling.LANCZOS)
    picture = _in_srgb(picture, profile)
    picture.info = {}  # Pillow's encoders would write some of it out again
    return picture


def _eight_bits(opened):
    """Palettes and sixteen bits as plain channels; CMYK stays, its profile knows its colours."""
    if opened.mode.startswith("I"):
        return opened.point(lambda value: value / 256).convert("L")
    if opened.has_transparency_data:
        return opened.convert("RGBA")
    return opened if opened.mode in {"L", "CMYK"} else opened.convert("RGB")


def _in_srgb(picture, profile):
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            return ImageCms.profileToProfile(picture, source, _SRGB, outputMode=mode)
        except (ImageCms.PyCMSError, OSError):
            pass  # a profile that is broken, or not of this kind of picture, says nothing
    return picture.convert(mode)


def _too_many_pixels(size=None):
    if size is None:
        message = _("This picture has too many pixels: the limit is %(limit)d million.")
        return Refused(message, code="pixels", params={"limit": MEGAPIXELS})
    message = _("This picture has too many pixels: %(width)d × %(height)d, and the limit is %(limit)d million.")
    params = {"width": size[0], "height": size[1], "limit": MEGAPIXELS}
    return Refused(message, code="pixels", params=params)


def _unreadable(data):
    """Says what the file seems to be, from its first bytes."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in head or b"<!doctype svg" in head:
        message = _("SVG drawings are not taken: export it as PNG or WebP.")
        return Refused(message, code="svg")
    starts = data[:3] == b"\xff\xd8\xff" or data[:8] == b"\x89PNG\r\n\x1a\n"
    if starts or (data[:4], data[8:12]) == (b"RIFF", b"WEBP") or data[4:12] in {b"ftypavif", b"ftypavis"}:
        return Refused(_("This picture is damaged or cut short: export or download it again."), code="damaged")
    return Refused(_("This is not a JPEG, PNG, WebP or AVIF picture: export it as one of these."), code="kind")
