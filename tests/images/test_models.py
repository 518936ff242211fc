import pytest
from django.db import IntegrityError, transaction

from veille.images.models import Image, content_type, open_rendition


def test_picture_is_found_by_the_names_of_its_files(make_image):
    image = make_image()
    assert [Image.objects.by_file_name(name) for name in image.file_names] == [image] * 3


@pytest.mark.parametrize(
    "name",
    [
        "",
        "photo.jpg",
        "../originals/{key}.jpg",
        "{key}.jpg",
        "{key}-00000000-64.avif",
        "{key}-00000000-64.svg",
        "{name}\n",
        "{name}/",
        "x{name}",
        "renditions/{name}",
        "{upper}",
        "٣{key}-00000000-64.avif",
    ],
)
def test_other_names_lead_nowhere(make_image, name):
    image = make_image()
    known = image.file_names[0]
    asked = name.format(key=image.key.hex, name=known, upper=known.upper())
    assert Image.objects.by_file_name(asked) is None


def test_rendition_is_opened_by_its_name(make_image):
    image = make_image()
    with open_rendition(image.fallback["name"]) as file:
        assert file.read(3) == b"\xff\xd8\xff"


@pytest.mark.parametrize(
    ("name", "kind"), [("a.avif", "image/avif"), ("a.webp", "image/webp"), ("a.jpg", "image/jpeg")]
)
def test_content_type_follows_the_name(name, kind):
    assert content_type(name) == kind


@pytest.mark.parametrize(
    ("made", "words"),
    [("no", ""), ("retouched", "Image retouchée avec l’IA"), ("generated", "Image générée par IA")],
)
def test_declaration_in_words(made, words):
    assert Image(made=made).made_words == words


def test_decorative_picture_has_an_empty_text():
    assert Image(alt="Une verrière", is_decorative=True).text_instead == ""


def test_picture_without_renditions_is_not_ready():
    image = Image()
    assert (image.is_ready, image.fallback, image.thumbnail) == (False, {}, {})


def test_database_refuses_a_picture_neither_described_nor_decorative(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        Image.objects.create(title="T", credit="C", licence="L", alt="")
    Image.objects.create(title="T", credit="C", licence="L", alt="", is_decorative=True)
    assert Image.objects.count() == 1
