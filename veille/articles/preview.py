"""The article as readers would get it, saved or as it is being typed: in the website's own template, kept nowhere."""

from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods

from veille.articles import drafting, workflow
from veille.articles.models import Article
from veille.editions.models import Edition, Tag

DESCRIPTION = 160  # characters of a description that a search engine shows
NO_SLUG = "sans-adresse"  # what stands in the addresses of a page that has none yet


class PreviewAdmin:
    """Mix in before ModelAdmin. The form's page shows the answer in a frame, hence « sameorigin »."""

    @method_decorator([require_http_methods(["GET", "HEAD", "POST"]), never_cache, xframe_options_sameorigin])
    def preview_view(self, request, object_id):
        article = self.article_or_404(request, object_id)
        if request.method == "POST" and not self.has_change_permission(request, article):
            raise PermissionDenied
        return self.previewed(request, article)

    @method_decorator([require_http_methods(["GET", "HEAD", "POST"]), never_cache, xframe_options_sameorigin])
    def preview_new_view(self, request):
        """The same before the first save: of an article that is nowhere, under the key of a moment."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self.previewed(request, Article())

    def preview_address(self, request, article=None):
        """Where the form's page asks for it; nowhere for those who may only read the article."""
        if article is None:
            return reverse("admin:articles_article_preview_new")
        may = self.has_change_permission(request, article)
        return reverse("admin:articles_article_preview", args=[article.pk]) if may else ""

    def previewed(self, request, article):
        """GET: as it is saved. POST of the form: as it is typed; what is not valid stays as it is saved.

        `?volet=page` leaves out the line that says what this is; `?volet=partage` is what lists and shared links show;
        `?volet=avant` is no page. What was typed for one of them comes with the checklist's verdicts of it. Locks no
        row: nothing is written.
        """
        pane, is_typed = request.GET.get("volet"), request.method == "POST"
        context = {"article": article, "pane": pane, "is_typed": is_typed}
        if is_typed:
            form = self.get_form(request, article, change=article.pk is not None)(request.POST, instance=article)
            form.is_valid()  # fills the unsaved instance with every field that is
            draft = form.manuscript()
            held = {"lists": form.lists, "find": draft.find}
            context["verdicts"] = self.judged(request, draft, article) if pane else []
        else:
            held = {"lists": drafting.lists_of(article)}
        if pane != "avant":
            context |= page_of(article, **held)
        name = {"partage": "preview_share", "avant": "judged"}.get(pane, "preview")
        template = f"admin/articles/article/{name}.html"
        return TemplateResponse(request, template, context, headers={"X-Robots-Tag": "noindex"})


def framed(policy: dict) -> dict:
    """The policy for a page that one of our own may frame."""
    return policy | {"frame-ancestors": ["'self'"]}


def page_of(article, lists: dict, find=None) -> dict:
    """What the template asks for, as if the article were published now, with these lists."""
    tags = Tag.objects.filter(pk__in=[tag.pk for tag in lists["tags"]]).order_by("name")
    page = workflow.compose(article, authors=lists["authors"], tags=tags, figures=lists["figures"], find=find)
    edition = page.edition
    edition.title = edition.title or gettext("Untitled")
    edition.slug = edition.slug or NO_SLUG
    edition.live_from = edition.first_live_from = timezone.now()
    if before := article.editions.without_text().first():
        edition.first_live_from, edition.nature = before.first_live_from, Edition.Nature.UPDATE
    return {
        "page": page,
        # Not one that has no page yet: readers would not get its name either.
        "event": max((one for one in lists["events"] if one.published_at), key=lambda one: one.starts_on, default=None),
        "description": Truncator(edition.lead).chars(DESCRIPTION),
        "head": {"title": edition.title, "description": edition.lead, "section": "articles", "picture": edition.hero},
    }
