from copy import deepcopy

from django.contrib import admin, messages
from django.contrib.admin.utils import NestedObjects, unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db import router
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from summit.models import Mention
from veille.articles import checklist, drafting, keeping, linking, workflow
from veille.articles import reports as _reports  # noqa: F401 says who answers for an article
from veille.articles.autosaving import AutosavingAdmin
from veille.articles.batch import BatchAdmin, merge_with, version_read
from veille.articles.forms import ArticleForm
from veille.articles.listing import ArticleList
from veille.articles.looking_back import HistoryAdmin
from veille.articles.models import (
    Article,
    ArticleAuthor,
    ArticleCitation,
    ArticleEvent,
    ArticleFigure,
    ArticleTag,
    Revision,
)
from veille.articles.outlook import Coming, End, Outlook
from veille.articles.preview import PreviewAdmin, framed
from veille.articles.publishing import PublishingAdmin, standing
from veille.articles.queues import IS_SETTLED, OnlineFilter, WorkFilter
from veille.editions import links
from veille.editions.editor import EditorAdmin
from veille.editions.models import Tag
from veille.editions.rendering import WORDS_PER_MINUTE, uses
from veille.images.models import Image
from veille.lib import desk
from veille.lib.choices import MultipleAutocomplete, OrderedAutocomplete, OrderedChoice
from veille.lib.policies import READER
from veille.lib.versions import VersionedAdmin
from veille.sources.models import Source

# The form's lists are no fields of the model: each is chosen as the key of its through table would be.
CHOSEN_AS = {
    "authors": ArticleAuthor._meta.get_field("author"),
    "tags": ArticleTag._meta.get_field("tag"),
    "figures": ArticleFigure._meta.get_field("figure"),
    "events": ArticleEvent._meta.get_field("event"),
}


# Drafts carry themes too, and the press must not know of drafts: its list of themes is offered this from here.
admin.site.get_model_admin(Tag).actions = [merge_with]


@admin.register(Article)
class ArticleAdmin(
    BatchAdmin,
    AutosavingAdmin,
    PreviewAdmin,
    PublishingAdmin,
    HistoryAdmin,
    EditorAdmin,
    VersionedAdmin,
    desk.DeskAdmin,
):
    job = desk.WRITE
    in_nav = 1
    form = ArticleForm
    actions = ["check_before", "publish_sound", "add_theme"]
    list_display = ["headline", "work", "readers", "owner", "updated_at"]
    list_filter = [WorkFilter, OnlineFilter, ("tags", desk.InUse), ("owner", desk.InUse)]
    list_per_page = 50
    search_fields = ["title", "lead", "slug"]
    autocomplete_fields = ["hero"]
    view_on_site = False  # beside the form, with where the article stands
    fieldsets = [
        (None, {"fields": ["title", "lead", "takeaways", "body"], "classes": ["writing"]}),
        (_("Signature and place"), {"fields": ["authors", "tags", "events", "slug"]}),
        (_("Key figures"), {"fields": ["figures"]}),
        (_("Opening picture"), {"fields": ["hero", "hero_caption"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("owner", "updated_by", "hero")

    def get_changelist(self, request, **kwargs):
        return ArticleList

    @admin.display(description=_("title"), ordering="title")
    def headline(self, article):
        return str(article)

    @admin.display(description=_("work"), ordering="stage")
    def work(self, article):
        if article.stage == Article.Stage.IN_REVIEW:
            return _("in review")
        if article.stage_note:
            return _("sent back")
        if article.is_settled:
            if article.planned:
                return _("planned as it is")
            return _("published as it is") if article.live else _("unchanged since it left the site")
        return _("changed since its edition") if article.was_public or article.planned else _("being written")

    @admin.display(description=_("readers"))
    def readers(self, article):
        if article.live:
            now = _("online (edition %(number)d)") % {"number": article.live}
        else:
            now = _("taken offline") if article.was_public else _("never published")
        coming = Coming(article.planned_number, article.planned) if article.planned else None
        end = End(article.ends) if article.ends else None
        planned = Outlook(current=article.live, coming=coming, end=end).planned
        lines = format_html_join("", "<br><small>{}</small>", ((step.sentence,) for step in planned))
        told = format_html("{}{}", now, lines)
        if not (planned and article.may_publish):
            return told
        address = reverse("admin:articles_article_publish", args=[article.pk])
        return format_html('{} <a href="{}#now">{}</a>', told, address, _("Take back…"))

    # --- the form ---

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["title"]}

    def get_changeform_initial_data(self, request):
        return {"authors": drafting.usual_authors(request.user)} | super().get_changeform_initial_data(request)

    def get_form(self, request, obj=None, change=False, **kwargs):
        # Without the lists, which the form reads itself, once.
        form = super().get_form(request, obj, change=change, **kwargs | {"fields": self.form._meta.fields})
        for name, key in CHOSEN_AS.items():
            field = form.base_fields[name] = deepcopy(form.base_fields[name])
            related = self.admin_site.get_model_admin(key.related_model)
            chooser = OrderedAutocomplete if isinstance(field, OrderedChoice) else MultipleAutocomplete
            field.widget = RelatedFieldWidgetWrapper(
                chooser(key, self.admin_site, choices=field.choices),
                key.remote_field,
                self.admin_site,
                can_add_related=related.has_add_permission(request),
            )
        return form

    def save_model(self, request, obj, form, change):
        obj.updated_by = request.user
        obj.owner = obj.owner or request.user
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        article, data = form.instance, form.cleaned_data
        drafting.write_lists(article, authors=data["authors"], figures=data["figures"], events=data["events"])
        article.tags.set(data["tags"])
        drafting.write_evidence(article)
        drafting.record(article, by=request.user, kind=Revision.Kind.MERGED if form.merged else Revision.Kind.SAVED)
        # Saved with its article or not at all: what was typed into this form is a working copy no more.
        keeping.give_up(article if change else None, by=request.user, page=request.POST.get("_page", ""))

    def response_add(self, request, obj, post_url_continue=None):
        return self.after_saving(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return self.after_saving(request, obj) or super().response_change(request, obj)

    def after_saving(self, request, article):
        """Where the button leads that was pressed; a right that lacks undoes the save with it."""
        for name in ("publish", "send_back"):
            if f"_{name}" in request.POST:
                if not self.has_publish_permission(request):
                    raise PermissionDenied
                return redirect(f"admin:articles_article_{name}", article.pk)
        if "_submit" not in request.POST:
            return None
        try:
            workflow.submit(article, by=request.user)
            self.message_user(request, _("Saved; the article waits for its review."), messages.SUCCESS)
        except workflow.Refused as refusal:
            self.message_user(request, _("Saved. %(why)s") % {"why": refusal}, messages.WARNING)
        return redirect("admin:articles_article_change", article.pk)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        form = context["adminform"].form
        context |= self.keeping_context(request, form, obj)
        draft = form.manuscript()
        for name, rows in (form.lists | {"hero": [draft.hero] if draft.hero else []}).items():
            if name in form.fields:
                form.fields[name].widget.widget.known = rows
        context["editor"] = self.editor_words(form, draft)
        context["new_picture"] = self.admin_site.get_model_admin(Image).form_for_dialog(request)
        context["counting"] = {"per_minute": WORDS_PER_MINUTE, "lead": checklist.LEAD}
        context["can_publish"] = self.has_publish_permission(request)
        context["verdicts"] = self.judged(request, draft, obj)
        context["preview_address"] = self.preview_address(request, obj)
        if obj:
            context |= standing(obj) | {"may_take_back": context["can_publish"]}
            context |= {"revisions": obj.revisions.select_related("by").defer("data")[:10]}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def editor_words(self, form, draft):
        """What the editor shows of the sources and pictures that the article uses, and where it looks for others.

        Those the draft has read are not read again: all, unless something else was typed.
        """
        text = uses((form["body"].value() if "body" in form.fields else "") or "")
        hero = str((form["hero"].value() if "hero" in form.fields else "") or "")
        pictures = [*text.pictures, *([hero] if hero else [])]
        opening = {str(draft.hero.pk): draft.hero} if draft.hero else {}
        known = (draft.sources, draft.images | opening)
        sources, images = (
            found if found.keys() >= set(keys) else drafting.by_key(model, keys)
            for model, keys, found in zip((Source, Image), (text.sources, pictures), known, strict=True)
        )
        return {
            "sources": {key: {"text": str(source)} for key, source in sources.items()},
            "pictures": {key: image.in_brief for key, image in images.items()},
            "commitments": {key: {"text": str(one)} for key, one in draft.commitments.items()},
            "commitment_search": self.search_address(Mention, "commitment"),
            "number": checklist.NUMBER.pattern,
            "source_search": self.search_address(ArticleCitation, "source"),
            "picture_search": self.search_address(Article, "hero"),
            "new_source": reverse("admin:sources_source_add"),
            "capture": reverse("admin:sources_source_capture"),
            "lookup": reverse("admin:sources_source_lookup"),
            "quick_add": reverse("admin:sources_source_quick_add"),
            **self.link_words(form, draft),
        }

    def link_words(self, form, draft):
        written = links.written((form["body"].value() if "body" in form.fields else "") or "")
        return links.for_editor(draft.find(written))

    def search_address(self, model, name):
        opts = model._meta
        place = f"?app_label={opts.app_label}&model_name={opts.model_name}&field_name={name}"
        return reverse("admin:autocomplete") + place

    # --- on several articles at once ---

    def get_actions(self, request, action_location=admin.ActionLocation.CHANGE_LIST):
        """Not deletion: an article is deleted from its own page, or withdrawn."""
        offered = super().get_actions(request, action_location)
        return {name: action for name, action in offered.items() if name in self.actions}

    @admin.action(description=_("Check before publishing"), permissions=["view"])
    def check_before(self, request, queryset):
        context = self.admin_site.each_context(request) | {
            "title": _("Before publishing"),
            "opts": self.opts,
            "checked": [(article, checklist.check(article)) for article in queryset],
        }
        return TemplateResponse(request, "admin/articles/article/checked.html", context)

    @admin.action(description=_("Publish what is sound"), permissions=["publish"])
    def publish_sound(self, request, queryset):
        """Without a reason for passing over a warning, the verb refuses all that is not sound."""
        for article in queryset.annotate(is_settled=IS_SETTLED):
            try:
                if article.is_settled:
                    raise workflow.Refused(_("Nothing changed in it since its last edition."))
                edition = workflow.publish(article, by=request.user, version=version_read(request, article))
                done = gettext("Edition %(number)d is online.") % {"number": edition.number}
                self.log_change(request, article, done)
                self.message_user(request, f"«\u202f{article}\u202f»\u00a0: {done}", messages.SUCCESS)
            except workflow.Refused as refusal:
                self.message_user(request, f"«\u202f{article}\u202f»\u00a0: {refusal}", messages.ERROR)

    # --- who may ---

    def has_publish_permission(self, request):
        return request.user.has_perm("articles.publish_article")

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and obj.editions.exists())

    def get_deleted_objects(self, objs, request):
        """Nothing of what hangs on it by name: Django would ask for the name of each remark and use, one by one."""
        collector = NestedObjects(using=router.db_for_write(self.model), origin=objs)
        collector.collect(objs)
        admins = {
            model: self.admin_site.get_model_admin(model)
            for model in collector.model_objs
            if self.admin_site.is_registered(model)
        }
        perms_needed = {
            model._meta.verbose_name for model, one in admins.items() if not one.has_delete_permission(request)
        }
        return (
            [str(one) for one in objs],
            {self.opts.verbose_name: len(objs)},
            perms_needed,
            self.owners(collector.protected),
        )

    # --- pages beside the form ---

    def get_urls(self):
        def at(end, name, view):
            return path(f"<path:object_id>/{end}/", view, name=f"articles_article_{name}")

        guarded, preview = self.admin_site.admin_view, csp_override(framed(READER))
        seen = csp_override(READER)
        return [
            path("links/", guarded(self.links_view), name="articles_article_links"),
            path("add/preview/", preview(guarded(self.preview_new_view)), name="articles_article_preview_new"),
            at("preview", "preview", preview(guarded(self.preview_view))),
            path("add/autosave/", guarded(self.autosave_new_view), name="articles_article_autosave_new"),
            path("add/give-up/", guarded(self.give_up_new_view), name="articles_article_give_up_new"),
            at("autosave", "autosave", guarded(self.autosave_view)),
            at("give-up", "give_up", guarded(self.give_up_view)),
            at("presence", "presence", guarded(self.presence_view)),
            at("publish", "publish", guarded(self.publish_view)),
            at("send-back", "send_back", guarded(self.send_back_view)),
            at("history/log", "log", guarded(self.log_view)),
            at("history/seen/<str:moment>", "seen", seen(guarded(self.seen_view))),
            at("history/<slug:before>..<slug:after>", "compare", guarded(self.compare_view)),
            at("history/<slug:name>", "state", guarded(self.state_view)),
            *super().get_urls(),
        ]

    @method_decorator(require_safe)
    def links_view(self, request):
        """The pages that a text may lead to, drafts too, for the editor's dialog of links."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        term = request.GET.get("term", "").replace("\0", "").strip()[: desk.LONGEST_SEARCH]
        here = f"{request.scheme}://{request.get_host()}"
        found = linking.search(term.removeprefix(here) if term.startswith(f"{here}/") else term)
        return JsonResponse({"results": [page.in_brief for page in found]})

    def article_or_404(self, request, object_id):
        article = super(VersionedAdmin, self).get_object(request, unquote(object_id))
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        if article is None:
            raise Http404
        return article
