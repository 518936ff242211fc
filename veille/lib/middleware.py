"""What is refused before anybody reads it, with a page that asks nothing of the database."""

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.template.loader import render_to_string


def without_nul(get_response):
    """Refuses a NUL in an address or a cookie: no name holds one, and PostgreSQL fails on a query that does."""

    def answer(request):
        given = [request.path_info, *request.COOKIES.values()]
        for name, values in request.GET.lists():
            given += [name, *values]
        if any("\0" in text for text in given):
            raise BadRequest("NUL")
        return get_response(request)

    return answer


def without_long_bodies(get_response):
    """Refuses by its announced length a body that no form of ours sends, without reading it.

    One that announces none is not read at all: Django takes it for empty.
    """

    def answer(request):
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0  # as Django takes it
        if length > settings.LONGEST_BODY:
            return HttpResponse(render_to_string("413.html"), status=413)
        return get_response(request)

    return answer
