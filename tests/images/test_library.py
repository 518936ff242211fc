from pathlib import Path

import PIL.Image
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import ProtectedError

from tests.images.makers import WORDS, flat, jpeg, written
from veille.images import decoding, library
from veille.images.models import Image, open_rendition, rendition_path
from veille.website.models import Identity


def stored(folder):
    return set(default_storage.listdir(folder)[1]) if default_storage.exists(folder) else set()


def test_added_picture_is_ready(make_image, writer):
    image = make_image(jpeg(500, 300), by=writer)
    image.refresh_from_db()
    assert [(one["type"], one["width"], one["height"]) for one in image.renditions] == [
        ("image/avif", 400, 240),
        ("image/webp", 400, 240),
        ("image/avif", 500, 300),
        ("image/webp", 500, 300),
        ("image/jpeg", 500, 300),
    ]
    assert [default_storage.size(rendition_path(one["name"])) for one in image.renditions] == [
        one["bytes"] for one in image.renditions
    ]
    assert (image.is_ready, image.width, image.height, image.uploaded_by) == (True, 500, 300, writer)
    assert image.file.name == f"originals/{image.key.hex}.jpg"


def test_added_picture_takes_no_name_from_outside(db):
    outside = Path(default_storage.location).parent
    before = {path for path in outside.rglob("*") if path.is_file()}
    file = ContentFile(jpeg(), name="../../../mal.html")
    image = library.add(file, **WORDS)
    after = {path for path in outside.rglob("*") if path.is_file()} - before
    names = {f"media/renditions/{name}" for name in image.file_names} | {f"media/originals/{image.key.hex}.jpg"}
    assert {str(path.relative_to(outside)) for path in after if "media" in path.parts} == names


def test_original_is_stored_without_metadata(make_image):
    exif = PIL.Image.Exif()
    exif.get_ifd(0x8825)[29] = "2025:02:10"
    content = jpeg(exif=exif)
    assert b"2025:02:10" in content
    with make_image(content).file.open() as file:
        assert b"2025:02:10" not in file.read()


def test_add_refuses_a_file_that_is_no_picture(db):
    with pytest.raises(decoding.Refused):
        library.add(ContentFile(b"<html>"), **WORDS)
    assert Image.objects.count() == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"alt": ""}, {"__all__": ["Décrivez l’image, ou cochez « décorative »."]}),
        ({"title": ""}, {"title": ["Ce champ est obligatoire."]}),
        ({"credit": ""}, {"credit": ["Ce champ est obligatoire."]}),
        ({"licence": ""}, {"licence": ["Ce champ est obligatoire."]}),
        ({"made": "perhaps"}, {"made": ["Choisissez dans la liste."]}),
    ],
)
def test_add_refuses_missing_words_before_encoding(db, monkeypatch, words, message):
    monkeypatch.setattr(library, "prepare", None)
    with pytest.raises(ValidationError) as refused:
        library.add(ContentFile(jpeg()), **WORDS | words)
    found = {
        field: [text.replace("\u202f", " ").replace("\xa0", " ") for text in texts]
        for field, texts in refused.value.message_dict.items()
    }
    assert found == message


def test_new_renditions_leave_the_former_ones(make_image):
    image = make_image()
    former = list(image.file_names)
    image.credit = "Autre crédit"
    library.take(image, library.prepare(image))
    image.save()
    image.refresh_from_db()
    assert image.former_renditions == former
    assert set(former).isdisjoint(one["name"] for one in image.renditions)
    assert [Image.objects.by_file_name(name) for name in image.file_names] == [image] * 6
    assert [default_storage.exists(rendition_path(name)) for name in image.file_names] == [True] * 6


def test_renditions_encoded_at_the_same_moment_are_all_kept(make_image):
    image = make_image()
    mine, theirs = Image.objects.get(pk=image.pk), Image.objects.get(pk=image.pk)
    my_columns, their_columns = library.prepare(mine), library.prepare(theirs)
    for one, columns in [(theirs, their_columns), (mine, my_columns)]:
        library.take(one, columns)
        one.save()
    image.refresh_from_db()
    assert len(set(image.file_names)) == 9
    assert {one["name"] for one in their_columns["renditions"]} < set(image.former_renditions)


def test_transparent_picture_is_encoded_again_with_its_transparency(make_image):
    image = make_image(written(flat(40, 30, "RGBA", (0, 0, 0, 0)), format="PNG"))
    columns = library.prepare(image)
    with open_rendition(columns["renditions"][0]["name"]) as file:
        assert (image.file.name, PIL.Image.open(file).mode) == (f"originals/{image.key.hex}.png", "RGBA")


def test_removed_picture_takes_its_files_along(make_image, django_capture_on_commit_callbacks):
    image = make_image()
    library.take(image, library.prepare(image))
    image.save()
    names, original = set(image.file_names), Path(image.file.name).name
    with django_capture_on_commit_callbacks() as callbacks:
        library.remove(image)
    assert (names <= stored("renditions"), original in stored("originals")) == (True, True)
    for callback in callbacks:
        callback()
    assert (names & stored("renditions"), original in stored("originals")) == (set(), False)
    assert Image.objects.count() == 0


def test_remove_refuses_a_picture_in_use(make_image, django_capture_on_commit_callbacks):
    image = make_image()
    identity = Identity.objects.first() or Identity(pk=1)
    identity.logo = image
    identity.save()
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ProtectedError):
        library.remove(image)
    assert default_storage.exists(image.file.name)
