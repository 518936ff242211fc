import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from tests import factories as make
from veille.images.models import rendition_path


@pytest.fixture
def picture():
    image = make.image()
    for rendition in image.renditions:
        default_storage.save(rendition_path(rendition["name"]), ContentFile(b"pixels"))
    return image


def address(image):
    return image.fallback["url"]


def test_picture_of_a_current_edition_is_public_for_good(client, picture):
    make.edition(images=[picture])
    response = client.get(address(picture))
    assert (response.status_code, response.content, response["Content-Type"]) == (200, b"pixels", "image/jpeg")
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"
    assert response.cookies == {}


def test_hero_and_logo_are_public(client, picture, identity):
    hero = make.image()
    default_storage.save(rendition_path(hero.fallback["name"]), ContentFile(b"hero"))
    make.edition(hero=hero)
    identity.logo = picture
    identity.save()
    assert [client.get(address(image)).content for image in (hero, picture)] == [b"hero", b"pixels"]


@pytest.mark.parametrize("use", ["none", "ahead", "withdrawn"])
def test_other_pictures_are_not_found(client, picture, use):
    if use == "ahead":
        make.edition(images=[picture], live_from=+1)
    if use == "withdrawn":
        make.withdrawn(images=[picture])
    response = client.get(address(picture))
    assert response.status_code == 404
    assert b"pixels" not in response.content


def test_colleague_sees_a_picture_before_readers_do(client, picture, writer):
    client.force_login(writer)
    response = client.get(address(picture))
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")


@pytest.mark.parametrize("name", ["x.jpg", "..%2f..%2fsecret_key", "%2e%2e/secret_key", "originals/x.png", "a" * 300])
def test_name_the_library_did_not_give_is_not_found(client, administrator, name):
    client.force_login(administrator)
    assert client.get(f"/media/{name}").status_code == 404


def test_rendition_lost_from_the_storage_is_not_found(client):
    image = make.image()
    make.edition(images=[image])
    assert client.get(address(image)).status_code == 404
