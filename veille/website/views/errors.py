"""What is said when a page is not there, or not for whoever asks. No cache keeps any of it."""

from django.db import DatabaseError
from django.http import HttpResponseNotFound
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache

from veille.website import public


@never_cache
def not_found(request, exception=None):
    """Proposes the newest notes; says so plainly when the database does not answer either."""
    try:
        return render(request, "404.html", {"latest": public.editions().without_text()[:3]}, status=404)
    except DatabaseError:
        return HttpResponseNotFound(render_to_string("404_plain.html"))


@never_cache
def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


@never_cache
def csrf_failure(request, reason=""):
    return render(request, "403_csrf.html", status=403)
