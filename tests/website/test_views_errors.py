from unittest import mock

import pytest
from django.db import DatabaseError
from django.test import Client, RequestFactory

from tests import factories as make
from tests.website.reading import canonical, meta, text, titles
from veille.website.views import errors


def test_not_found_proposes_the_newest_notes(client):
    for n in range(4):
        make.edition(f"Note {n}", live_from=-n - 1)
    response = client.get("/nulle-part/")
    assert response.status_code == 404
    assert titles(response) == ["Note 0", "Note 1", "Note 2"]
    assert "no-store" in response["Cache-Control"]
    assert canonical(response) == ""
    assert "noindex" in meta(response, "robots")
    assert response.cookies == {}


def test_not_found_survives_a_database_that_is_down(django_assert_num_queries):
    with mock.patch.object(errors.public, "editions", side_effect=DatabaseError):
        response = errors.not_found(RequestFactory().get("/nulle-part/"))
    assert response.status_code == 404
    assert "Cette adresse ne mène à aucune page" in text(response)


def test_server_error_is_said_plainly_without_the_database(settings):
    settings.DEBUG_PROPAGATE_EXCEPTIONS = False
    client = Client(raise_request_exception=False)
    with mock.patch("veille.website.public.editions", side_effect=RuntimeError("secret")):
        response = client.get("/articles/")
    assert response.status_code == 500
    assert "Une erreur de notre côté" in text(response)
    assert b"secret" not in response.content


def test_bad_host_is_refused_in_french(client):
    response = client.get("/", headers={"host": "ailleurs.example"})
    assert response.status_code == 400
    assert "Cette demande n’est pas valide" in text(response)


def test_forged_post_is_refused_in_french(identity):
    response = Client(enforce_csrf_checks=True).post("/contact/", {"message": "Bonjour"})
    assert response.status_code == 403
    assert "Cet envoi n’a pas pu être vérifié" in text(response)


@pytest.mark.parametrize(
    "path", ["/articles/nulle-part/", "/themes/x/", "/auteurs/x/", "/sommets/x/", "/media/x", "/x"]
)
def test_every_missing_page_looks_the_same(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert "Cette adresse ne mène à aucune page" in text(response)


def test_forbidden_is_said_in_french():
    response = errors.forbidden(RequestFactory().get("/"))
    assert response.status_code == 403
    assert "Cette page ne vous est pas ouverte" in text(response)
