"""What the desk offers for whole articles and themes at once: « Dupliquer », « Ajouter un thème », « Réunir avec »."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from veille.articles import copying, themes
from veille.articles.workflow import Refused
from veille.editions.models import Tag


class ThemeForm(forms.Form):
    """One theme; `apart` is one that cannot be chosen."""

    theme = forms.ModelChoiceField(Tag.objects.order_by("name"), label=_("Theme"), empty_label=_("Choose…"))

    def __init__(self, *args, apart=None, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        if apart:
            self.fields["theme"].queryset = Tag.objects.exclude(pk=apart.pk).order_by("name")


def asked(model_admin, request, template, form, **more):
    """The page between an action and its deed: it says what will happen, and asks for the theme."""
    context = model_admin.admin_site.each_context(request) | {
        "opts": model_admin.opts,
        "form": form,
        "action": request.POST["action"],
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, template, context | more)


def version_read(request, article) -> int:
    """The version of an article that the page showed from which it was chosen; 0, which is none, where it said none."""
    version = request.POST.get(f"version_{article.pk}", "")
    return int(version) if version.isdecimal() and len(version) < 10 else 0


class BatchAdmin:
    """Mix in before the ArticleAdmin's own bases."""

    def action_checkbox(self, obj):
        """With the version that is chosen: what was saved since is not acted on unread."""
        version = format_html('<input type="hidden" name="version_{}" value="{}">', obj.pk, obj.version)
        return super().action_checkbox(obj) + version

    def response_change(self, request, obj):
        """« Dupliquer » saves first, as every button of the form does: nothing typed is lost."""
        if "_duplicate" not in request.POST:
            return super().response_change(request, obj)
        if not self.has_add_permission(request):
            raise PermissionDenied
        copy = copying.duplicate(obj, by=request.user)
        self.message_user(request, _("This is the copy: a draft, never published."), messages.SUCCESS)
        return redirect("admin:articles_article_change", copy.pk)

    @admin.action(description=_("Add a theme…"), permissions=["change"])
    def add_theme(self, request, queryset):
        form = ThemeForm(request.POST if "apply" in request.POST else None)
        if not form.is_valid():
            page = "admin/articles/article/add_theme.html"
            return asked(self, request, page, form, title=_("Add a theme"), articles=queryset)
        tag, done = form.cleaned_data["theme"], 0
        for article in queryset:
            try:
                done += copying.add_theme(article, tag, by=request.user, version=version_read(request, article))
            except Refused as refusal:
                self.message_user(request, f"«\u202f{article}\u202f»\u00a0: {refusal}", messages.WARNING)
        said = ngettext("%(n)d article now has this theme.", "%(n)d articles now have this theme.", done)
        self.message_user(request, said % {"n": done}, messages.SUCCESS if done else messages.INFO)
        return None


@admin.action(description=_("Merge with…"), permissions=["delete"])
def merge_with(model_admin, request, queryset):
    """Of one theme: an address can move on to one other only."""
    if len(queryset) != 1:
        model_admin.message_user(request, _("Choose the one theme that is to end."), messages.WARNING)
        return None
    tag = queryset[0]
    form = ThemeForm(request.POST if "apply" in request.POST else None, apart=tag)
    if not form.is_valid():
        number = themes.carrying(tag)
        page = "admin/editions/tag/merge.html"
        return asked(model_admin, request, page, form, title=_("Merge two themes"), tag=tag, number=number)
    themes.merge(tag, into=form.cleaned_data["theme"], by=request.user)
    words = {"old": tag, "new": form.cleaned_data["theme"]}
    model_admin.message_user(request, gettext("« %(old)s » is now part of « %(new)s ».") % words, messages.SUCCESS)
    return None
