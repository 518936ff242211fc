"""Picture files, made when a test asks: none is kept in the repository."""

import itertools
from io import BytesIO

import PIL.Image
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ImageChops, ImageDraw, ImageFilter

WORDS = {
    "title": "Verrière",
    "alt": "Une verrière, la nuit",
    "credit": "Cellule Veille",
    "licence": "CC BY 4.0",
    "made": "no",
}


def written(picture, **options):
    """The bytes of a Pillow image in a format of one's choice."""
    file = BytesIO()
    picture.save(file, **options)
    return file.getvalue()


def flat(width=64, height=48, mode="RGB", colour=None):
    return PIL.Image.new(mode, (width, height), colour if colour is not None else {"RGB": (11, 74, 111)}.get(mode, 90))


def jpeg(width=64, height=48, **options):
    return written(flat(width, height), format="JPEG", **options)


_shades = itertools.count(1)


def another():
    """A PNG that no other call makes."""
    shade = next(_shades)
    return written(flat(colour=(shade % 256, shade // 256, 111)), format="PNG")


def upload(content, name="photo.jpg"):
    return SimpleUploadedFile(name, content, "image/jpeg")


def photo(width, height):
    """As busy as a photograph: shades, edges, grain."""

    def clouds(step, depth):
        size = (width // step, height // step)
        bands = [PIL.Image.effect_noise(size, depth).resize((width, height)) for _ in range(3)]
        return PIL.Image.merge("RGB", bands)

    picture = PIL.Image.blend(clouds(40, 90), clouds(6, 60), 0.25)
    draw = ImageDraw.Draw(picture)
    for x in range(0, width, width // 12):
        draw.line((x, 0, width - x, height), fill=(40, 40, 60), width=5)
    grain = PIL.Image.merge("RGB", [PIL.Image.effect_noise((width, height), 10)] * 3)
    return ImageChops.add(picture, grain, 1, -128).filter(ImageFilter.GaussianBlur(0.8))
