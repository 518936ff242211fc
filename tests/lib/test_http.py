import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.views.decorators.cache import never_cache

from veille.lib.http import address_of, for_readers, paged


def test_page_for_readers_may_be_kept_and_asked_again():
    response = for_readers(lambda request: HttpResponse())(RequestFactory().get("/"))
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_what_a_view_says_of_caches_stands():
    response = for_readers(never_cache(lambda request: HttpResponse()))(RequestFactory().get("/"))
    assert "no-store" in response["Cache-Control"]
    assert "public" not in response["Cache-Control"]


def test_page_for_readers_takes_nothing():
    assert for_readers(lambda request: HttpResponse())(RequestFactory().post("/")).status_code == 405


def test_paged_gives_the_page_asked_for():
    request = RequestFactory().get("/liste/?page=2")
    page = paged(request, list(range(5)), size=2)
    assert list(page) == [2, 3]
    assert address_of(request, page) == "/liste/?page=2"


def test_first_page_has_no_number():
    request = RequestFactory().get("/liste/?page=1")
    assert address_of(request, paged(request, [1])) == "/liste/"


def test_paged_takes_a_known_count():
    page = paged(RequestFactory().get("/?page=3"), list(range(5)), size=2, count=5)
    assert list(page) == [4]


@pytest.mark.parametrize("number", ["0", "4", "-1", "x", ""])
def test_paged_refuses_a_page_that_is_not_there(number):
    with pytest.raises(Http404):
        paged(RequestFactory().get(f"/?page={number}"), list(range(5)), size=2)
