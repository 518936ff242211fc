from unittest.mock import patch

from django.db import OperationalError, connection


def test_health_is_ok_while_the_database_answers(client, db):
    response = client.get("/healthz")
    assert (response.status_code, response.text, response.headers["Content-Type"]) == (200, "ok\n", "text/plain")
    assert "no-store" in response.headers["Cache-Control"]


def test_health_is_503_when_the_database_does_not_answer(client, db):
    with patch.object(connection, "cursor", side_effect=OperationalError("secret address")):
        response = client.get("/healthz")
    assert (response.status_code, response.text) == (503, "database\n")
    assert "no-store" in response.headers["Cache-Control"]


def test_health_is_asked_without_tls(client, db, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200
