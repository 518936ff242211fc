"""While an article is written (static/js/keeping.js asks): its working copy is kept, and who else has it open is told."""

import re
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from veille.articles import keeping, presence
from veille.articles.models import Article
from veille.lib.merging import rows

PAGE = re.compile(r"[0-9a-f]{32}")  # the key of an opened form


def page_of(given: str) -> str:
    return given if PAGE.fullmatch(given) else ""


def milliseconds(given: str) -> int:
    """0 for what is no moment."""
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 17 else 0


class AutosavingAdmin:
    """Mix in before ModelAdmin. Every address answers for one person's own copy only."""

    @method_decorator(require_http_methods(["GET", "POST"]))
    def autosave_view(self, request, object_id):
        article = self.article_or_404(request, object_id)
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        return self.kept(request, article)

    @method_decorator(require_http_methods(["GET", "POST"]))
    def autosave_new_view(self, request):
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self.kept(request, None)

    def kept(self, request, article):
        """POST of the form: kept as it is typed. GET: what another form of this person's left, to be resumed or given
        up; and a token that is good, for a form that outlived its session.
        """
        if request.method == "GET":
            return JsonResponse({"token": get_token(request)} | self.left(request, article))
        if not (page := page_of(request.POST.get("_page", ""))):
            return JsonResponse({"error": _("This form cannot be kept: open the article again.")}, status=400)
        names = self.get_form(request, article, change=article is not None).base_fields
        try:
            with transaction.atomic():
                typed_at = milliseconds(request.POST.get("_typed_at", ""))
                kept = {"page": page, "posted": request.POST, "names": names, "typed_at": typed_at}
                is_kept = keeping.keep(article, by=request.user, **kept)
        except keeping.TooLong:
            return JsonResponse({"error": _("This is too long to be kept.")}, status=413)
        if not is_kept:
            words = _("Decide first on the working copy offered above; what you type is kept in this browser.")
            return JsonResponse({"error": words}, status=409)
        words = _("Working copy kept at %(time)s.") % {"time": date_format(timezone.localtime(), "H:i:s")}
        return JsonResponse({"kept": words} | self.company(request, article, is_typing=True))

    def left(self, request, article):
        """The other form's copy, as a piece of the page; `same` is its key where it says nothing new."""
        copy = keeping.kept(article, by=request.user)
        if copy is None or copy.page == request.GET.get("page"):
            return {}
        form = self.get_form(request, article, change=article is not None)(
            keeping.typed(copy), instance=article or Article()
        )
        form.settles = False
        differences = differing(form)
        if not differences:
            return {"same": copy.page}
        about = {"copy": copy, "article": article, "differences": differences, "is_stale": article and form.is_stale}
        return {"left": render_to_string("admin/articles/article/left.html", about, request=request)}

    def company(self, request, article, *, is_typing):
        """Who else is here, and whether somebody saved since this form was read: sentences."""
        if article is None:
            return {"here": []}
        presence.seen(article, by=request.user, is_typing=is_typing)
        here = presence.others(article, by=request.user)
        if request.POST.get("version") != str(article.version):
            about = {
                "who": article.updated_by or _("Somebody"),
                "when": date_format(timezone.localtime(article.updated_at), "H:i"),
            }
            here.append(_("%(who)s saved this article at %(when)s: your texts will be compared when you save.") % about)
        return {"here": here}

    @method_decorator(require_POST)
    def presence_view(self, request, object_id):
        """The form is open; `typing`: with unsaved changes; `gone`: no longer."""
        article = self.article_or_404(request, object_id)
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        if "gone" in request.POST:
            presence.gone(article, by=request.user)
            return JsonResponse({})
        return JsonResponse(self.company(request, article, is_typing="typing" in request.POST))

    @method_decorator(require_POST)
    def give_up_view(self, request, object_id):
        article = self.article_or_404(request, object_id)
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        return self.given_up(request, article, reverse("admin:articles_article_change", args=[article.pk]))

    @method_decorator(require_POST)
    def give_up_new_view(self, request):
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self.given_up(request, None, reverse("admin:articles_article_add"))

    def given_up(self, request, article, back):
        if (
            keeping.give_up(article, by=request.user, page=request.POST.get("_page", ""))
            and "quiet" not in request.POST
        ):
            self.message_user(request, _("The working copy is given up."), messages.SUCCESS)
        return redirect(back)

    def keeping_context(self, request, form, article):
        """What the form's page tells the script, and the form filled from the copy where that is asked for."""
        copy = None
        if "reprendre" in request.GET and not form.is_bound:
            copy = keeping.kept(article, by=request.user)
        if copy:
            form.resume(keeping.typed(copy))
        page = copy.page if copy else page_of(request.POST.get("_page", "")) or uuid4().hex
        may = self.has_change_permission(request, article) if article else self.has_add_permission(request)
        names = ["autosave", "give_up"] + (["presence"] if article else [])
        end, args = ("", [article.pk]) if article else ("_new", [])
        addresses = {name: reverse(f"admin:articles_article_{name}{end}", args=args) for name in names}
        return {"page_key": page, "resumed": copy, "keeping": addresses if may else None}


def differing(form):
    """(label, rows) of each field in which what was typed says something else than what it was read from."""
    form.is_valid()
    typed, before = form.typed_state(), form.base_state() or form.stored_state()
    found = []
    for name, value in typed.items():
        if value != before.get(name):
            old, new = (list(form.words(name, side)) for side in (before.get(name), value))
            found.append((form[name].label, [row for row in rows(old, old, new) if row.state != "same"]))
    return [one for one in found if one[1]]
