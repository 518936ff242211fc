"""What every answer to a reader has in common."""

from functools import wraps

from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe


def for_readers(view):
    """A public page: GET and HEAD only, kept by no cache without asking again; the ETag makes asking cheap.

    Only the ETag: a list also changes by what leaves it, so no date of its lines says when.
    """

    @require_safe
    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response.headers.pop("Last-Modified", None)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
        return response

    return answer


class Chained:
    """Rows of several queries, one after the other, as the one list that a pager cuts. Reads what a page shows alone."""

    def __init__(self, *lists):
        self.lists = lists

    @cached_property
    def counts(self) -> list[int]:
        return [rows.count() for rows in self.lists]

    def count(self) -> int:
        return sum(self.counts)

    def __getitem__(self, cut: slice) -> list:
        found, passed = [], 0
        for rows, count in zip(self.lists, self.counts, strict=True):
            start, stop = max(cut.start - passed, 0), min(cut.stop - passed, count)
            if start < stop:
                found += rows[start:stop]
            passed += count
        return found


def paged(request: HttpRequest, rows, *, size: int = 20, count: int | None = None) -> Page:
    """The page the address asks for. `count` when it is known spares a query. Raises Http404."""
    paginator = Paginator(rows, size)
    if count is not None:
        paginator.count = count
    try:
        return paginator.page(request.GET.get("page", 1))
    except InvalidPage as refused:
        raise Http404 from refused


def address_of(request: HttpRequest, page: Page) -> str:
    """The one address of a page of a list: the first has no number."""
    return request.path if page.number == 1 else f"{request.path}?page={page.number}"


def download(page: str, name: str) -> HttpResponse:
    """A page of HTML for one person, to be kept as a file and by no cache."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(page, headers=headers)
