"""What no page of ours asks for is refused before it costs anything."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from tests import factories as make
from tests.website.reading import text

HEAVY = 400 * 1024 * 1024


class Unread:
    """A body that tells when somebody reads it."""

    def read(self, *_):
        raise AssertionError("the body was read")

    readline = read


@pytest.fixture
def served(settings):
    """A browser that gets a page where the code fails, as in service."""
    settings.DEBUG_PROPAGATE_EXCEPTIONS = False
    return Client(raise_request_exception=False)


# --- NUL ---


def addresses(opts):
    """Every kind of address the desk has for a model."""
    at = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
    yield from (f"{at}{end}" for end in ("%00/", "%00/change/", "1%00/delete/", "%00/history/"))
    yield from (f"{at}?{query}=%00" for query in ("q", "slug", "slug__exact", "o", "p", "e", "_facets", "id__in"))
    yield f"{at}?%00=1"
    yield f"{at}?_changelist_filters=q%3D%00"


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label_lower)
def test_nul_in_an_address_of_the_desk_is_refused(served, administrator, model):
    served.force_login(administrator)
    assert {address: served.get(address).status_code for address in addresses(model._meta)} == dict.fromkeys(
        addresses(model._meta), 400
    )


@pytest.mark.parametrize(
    "address",
    [
        "/admin/r/1/%00/",
        "/admin/r/%00/1/",
        "/admin/login/?next=%00",
        "/admin/jsi18n/?%00",
        "/admin/autocomplete/?term=%00&app_label=articles&model_name=articleauthor&field_name=author",
        "/admin/autocomplete/?term=a&app_label=articles&model_name=articleauthor&field_name=%00",
        "/admin/password/%00/a/",
        "/articles/%00/",
        "/articles/?page=%00",
        "/sources/?q=%00",
        "/themes/%00/flux.xml",
        "/contact/?article=%00",
        "/media/%00.jpg",
        "/sitemap.xml?p=%00",
        "/%00",
    ],
)
def test_nul_in_any_other_address_is_refused(served, administrator, address):
    served.force_login(administrator)
    response = served.get(address)
    assert response.status_code == 400
    assert "Cette demande n’est pas valide" in text(response)


def test_nul_in_a_cookie_is_refused(served, db):
    served.cookies.load('sessionid="abcdefgh\\000"')
    assert served.get("/admin/").status_code == 400


# --- long bodies ---


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/plain"])
@pytest.mark.parametrize("address", ["/contact/", "/admin/images/image/add/", "/nulle-part/"])
def test_a_body_too_long_is_refused_unread(served, address, kind):
    response = served.generic("POST", address, content_type=kind, CONTENT_LENGTH=str(HEAVY), **{"wsgi.input": Unread()})
    assert response.status_code == 413
    assert "Cet envoi est trop lourd" in text(response)
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_a_body_is_read_up_to_the_limit(served, settings, db):
    make.identity()
    body = b"message=" + b"a" * 992
    for limit, status in {1000: 422, 999: 413}.items():
        settings.LONGEST_BODY = limit
        response = served.generic("POST", "/contact/", body, content_type="application/x-www-form-urlencoded")
        assert (limit, response.status_code) == (limit, status)


@pytest.mark.parametrize("length", ["", "x", "-1", "9" * 5000])
def test_a_body_without_a_length_is_taken_for_empty(served, db, length):
    make.identity()
    response = served.generic("POST", "/contact/", CONTENT_LENGTH=length, **{"wsgi.input": Unread()})
    assert response.status_code in {200, 422}
