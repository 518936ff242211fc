"""The picture library's verbs: a picture comes in with all its renditions, gets new ones when what they say of it
changes, and takes its files along when it goes.

Encoding takes seconds and needs no row: call `add` and `prepare` outside a transaction.
"""

import secrets
from typing import BinaryIO

import PIL.Image
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from veille.images import decoding, renditions
from veille.images.models import Image, content_type, rendition_path

# What each rendition says of the picture: when one of these changes, the renditions are made anew.
WRITTEN_INTO_FILES = {"credit", "licence", "made"}


def add(
    file: BinaryIO,
    *,
    title: str,
    alt: str,
    credit: str,
    licence: str,
    made: str,
    is_decorative: bool = False,
    by=None,
) -> Image:
    """A picture ready to be shown: the one there is, if the library holds these very pixels.

    Raises decoding.Refused for the file, ValidationError for the rest.
    """
    words = {"title": title, "alt": alt, "credit": credit, "licence": licence, "made": made}
    image = Image(**words, is_decorative=is_decorative, uploaded_by=by)
    image.full_clean(exclude=["file"])
    return keep(image, decoding.read(file))[0]


def find(picture: PIL.Image.Image) -> Image | None:
    """The picture of the library that came in with these pixels."""
    return Image.objects.filter(digest=decoding.digest(picture)).first()


def keep(image: Image, picture: PIL.Image.Image) -> tuple[Image, bool]:
    """The library's picture with these pixels, and whether it is `image`, kept now with its files."""
    if there := find(picture):
        return there, False
    take(image, prepare(image, picture))
    try:
        with transaction.atomic():
            image.save()
    except IntegrityError:  # somebody added the same while this one was encoded
        there = find(picture)
        if there is None:
            raise
        _delete_files(image)
        return there, False
    return image, True


def prepare(image: Image, picture: PIL.Image.Image | None = None) -> dict:
    """Encodes and stores the files of `image`: of `picture` when it comes in, else of the one it has.

    Returns the columns for `take`. Should the row never be saved, the files stay behind but are never served.
    """
    columns = {"key": image.key}
    if picture:
        extension, content = renditions.original(picture)
        columns["file"] = default_storage.save(f"originals/{image.key.hex}.{extension}", ContentFile(content))
        columns["width"], columns["height"] = picture.size
        columns["digest"] = decoding.digest(picture)
    else:
        with image.file.open() as file:
            picture = decoding.read(file)
    encoded = renditions.encode(picture, credit=image.credit, licence=image.licence, made=image.made)
    return columns | {"renditions": _store(image.key.hex, encoded)}


def take(image: Image, columns: dict) -> None:
    """Gives the row about to be saved what `prepare` made. Former renditions stay: printed editions show them."""
    stored = Image.objects.filter(pk=image.pk).first()
    image.former_renditions = stored.file_names if stored else []
    for name, value in columns.items():
        setattr(image, name, value)


def _store(key, encoded):
    revision = secrets.token_hex(4)
    stored = []
    for one in encoded:
        name = f"{key}-{revision}-{one.width}.{one.extension}"
        default_storage.save(rendition_path(name), ContentFile(one.content))
        size = {"width": one.width, "height": one.height, "bytes": len(one.content)}
        stored.append({"name": name, "type": content_type(name)} | size)
    return stored


def remove(image: Image) -> None:
    """Raises ProtectedError while an article or an edition shows it."""
    with transaction.atomic():
        image.delete()
        transaction.on_commit(lambda: _delete_files(image))


def _delete_files(image):
    for path in [image.file.name, *map(rendition_path, image.file_names)]:
        default_storage.delete(path)
