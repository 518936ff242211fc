"""The pages on what an article was: its line of time, two states side by side, one state to put back or to name, and
what readers saw on a day.
"""

import re

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from summit.models import Event
from veille.articles import comparing, history, restoring
from veille.articles.history_forms import NameForm, RestoreForm, SeenForm
from veille.editions.models import Edition
from veille.editions.press import Page
from veille.lib.http import paged
from veille.lib.moments import day, in_words

A_PAGE = 40
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d))?", re.ASCII)


class HistoryAdmin:
    """Mix in before ModelAdmin, beside PublishingAdmin."""

    @method_decorator(require_safe)
    def history_view(self, request, object_id, extra_context=None):
        """`?de=v3&a=now` and `?jour=2026-03-29` lead to the address of what they ask for."""
        article = super().get_object(request, unquote(object_id))
        if article is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        asked = [request.GET.get(name, "") for name in ("de", "a")]
        if all(one == history.NOW or history.NAME.fullmatch(one) for one in asked):
            return redirect("admin:articles_article_compare", article.pk, *asked)
        seen = SeenForm(request.GET if "jour" in request.GET else None)
        if seen.is_bound and seen.is_valid():
            return redirect("admin:articles_article_seen", article.pk, seen.address)
        every = [name for name, _at in history.names(article)]
        found = paged(request, every, size=A_PAGE)
        context = {
            "title": _("History"),
            "found": found,
            "lines": history.lines(article, list(found.object_list), every),
            "seen": seen,
            "may_change": self.has_change_permission(request, article),
        }
        return self.page_on(request, article, "history", context)

    @method_decorator(require_safe)
    def log_view(self, request, object_id):
        """Django’s own page: what was done to the article by which form or verb."""
        return super().history_view(request, object_id)

    @method_decorator(require_safe)
    def compare_view(self, request, object_id, before, after):
        article = self.article_or_404(request, object_id)
        states = [self.state_or_404(article, name) for name in (before, after)]
        words = {"before": states[0].words, "after": states[1].words}
        context = {
            "title": capfirst(gettext("%(before)s and %(after)s") % words),
        }
        return self.page_on(request, article, "compare", context | side_by_side(*states))

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def state_view(self, request, object_id, name):
        """What a save left, beside what is saved now: to put it back once one has read that, or to name it."""
        article = self.article_or_404(request, object_id)
        now, then = history.state(article, history.NOW), self.state_or_404(article, name)
        if then.revision is None:
            raise Http404
        may_change = self.has_change_permission(request, article)
        if request.method == "POST" and not may_change:
            raise PermissionDenied
        wanted, missing = restoring.restorable(article, then.revision, now=now.data)
        about = {"article": article, "revision": then.revision}
        kinds = {"restore": lambda data=None: RestoreForm(data, **about)} if wanted != now.data else {}
        kinds |= {"name": lambda data=None: NameForm(data, **about)}
        context = {"title": capfirst(then.words), "page": "state", "missing": missing} | side_by_side(now, then)
        return self.verb_page(request, article, kinds if may_change else {}, context)

    @method_decorator(require_safe)
    def seen_view(self, request, object_id, moment):
        """In the website’s own template, from the stored edition. Names of authors, themes and sources, and the rights
        of pictures, are those of today: readers see them so on every edition.
        """
        article = self.article_or_404(request, object_id)
        written = MOMENT.fullmatch(moment)
        form = SeenForm({"jour": written[1], "heure": written[2] or ""} if written else {})
        if not form.is_valid():
            raise Http404
        sight = history.sight(article, form.at)
        context = {
            "article": article,
            "sight": sight,
            "when": in_words(form.start) if written[2] else day(form.start),
            "form": form,
            "changes": [] if written[2] else history.changes(article, form.start, form.at),
        }
        if sight.edition:
            name, context = "seen", context | as_seen(sight.edition, form.at)
        elif sight.last:
            name, notice = "seen_gone", sight.notice
            context |= {"notice": notice, "ended": sight.last.live_until, "instead": notice and notice.instead(form.at)}
        else:
            name = "seen_nothing"
        template = f"admin/articles/article/{name}.html"
        return TemplateResponse(request, template, context, headers={"X-Robots-Tag": "noindex"})

    def state_or_404(self, article, name):
        if found := history.state(article, name):
            return found
        raise Http404

    def page_on(self, request, article, page, more):
        context = self.admin_site.each_context(request) | {
            "subtitle": str(article),
            "opts": self.opts,
            "original": article,
            "media": self.media,
        }
        return TemplateResponse(request, f"admin/articles/article/{page}.html", context | more)


def side_by_side(before, after) -> dict:
    fields = comparing.compare(before, after)
    return {
        "before": before,
        "after": after,
        "changed": [one for one in fields if one.is_changed],
        "unchanged": [one for one in fields if not one.is_changed],
    }


def as_seen(edition, at) -> dict:
    """What the website’s template asks for, at that moment; without the articles it then led on to."""
    return {
        "page": Page.of(edition),
        "history": Edition.objects.of(edition.key).public_by(at).without_text().order_by("-number"),
        "event": Event.objects.published().filter(coverage__edition=edition).first(),
        "head": {"title": edition.title, "description": edition.lead, "section": "articles", "picture": edition.hero},
    }
