"""The article on one form."""

from copy import copy
from itertools import pairwise

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from summit.models import Event
from veille.articles import drafting, linking
from veille.articles.manuscript import Manuscript
from veille.articles.models import Article, Revision
from veille.editions.models import Author, Tag
from veille.editions.prose import blocks, paragraphs, tidy
from veille.editions.rendering import cleaned
from veille.lib.choices import Choice, OrderedChoice
from veille.lib.text import typography
from veille.lib.versions import VersionedForm
from veille.sources.models import KeyFigure

# Versions between a form's and the saved one that are looked through for who changed what.
MOST_COMPARED = 20


class ArticleForm(VersionedForm):
    authors = OrderedChoice(Author.objects, required=False, label=_("Authors"), help_text=_("In signing order."))
    tags = Choice(Tag.objects, required=False, label=_("Themes"))
    figures = OrderedChoice(
        KeyFigure.objects, required=False, label=_("Key figures"), help_text=_("In the order readers see them.")
    )
    events = Choice(Event.objects, required=False, label=_("Summits covered"))

    class Meta:
        model = Article
        fields = ["title", "slug", "lead", "takeaways", "body", "hero", "hero_caption"]
        widgets = {
            "title": forms.Textarea(attrs={"rows": 1}),
            "lead": forms.Textarea(attrs={"rows": 3}),
            "takeaways": forms.Textarea(attrs={"rows": 4}),
            "hero_caption": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # What each list holds before anybody types: what is saved; for a new article, what it begins with.
        self.before = drafting.lists_of(self.instance)
        if self.instance.pk:
            self.initial |= self.before
        else:
            self.before |= {name: rows for name in self.before if isinstance(rows := self.initial.get(name), list)}

    def clean_title(self):
        return one_line(self.cleaned_data["title"], limit=200)

    def clean_hero_caption(self):
        return one_line(self.cleaned_data["hero_caption"], limit=300)

    def clean_body(self):
        """What is compared, when two people saved, is what would be kept."""
        body = cleaned(self.cleaned_data["body"]).removesuffix("<p></p>")  # the room the editor leaves to write on
        return linking.settled(body)

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if holder := drafting.holder_of(slug, besides=self.instance):
            address = reverse("admin:articles_article_change", args=[holder.pk])
            raise ValidationError(
                format_html('{} <a href="{}">{}</a>', _("This address belongs to another article:"), address, holder)
            )
        return slug

    def base_state(self):
        """The article as it was when this form was read: nothing without a version of ours."""
        version = self.cleaned_data.get("version")
        revision = Revision.objects.filter(article=self.instance, version=version).first() if version else None
        return {name: self.plain(name, value) for name, value in revision.data.items()} if revision else {}

    @property
    def lists(self) -> dict[str, list]:
        """What is chosen in each list: as typed; where nothing was, or what was is refused, as it was before."""
        typed = getattr(self, "cleaned_data", {})
        return {name: typed.get(name, rows) for name, rows in self.before.items()}

    def manuscript(self) -> Manuscript:
        """The article as this form holds it, for the checklist to judge: words that are refused are words all the same."""
        lists, held = self.lists, copy(self.instance)
        for name in self.errors:
            if isinstance(self.fields.get(name), forms.CharField):
                setattr(held, name, self.data.get(self.add_prefix(name), ""))
        return Manuscript.of(held, authors=lists["authors"], tags=lists["tags"], figures=lists["figures"])

    def changed_by(self, names):
        """Of the last saves since; who saved before those is not looked for."""
        version, who = self.cleaned_data.get("version"), {}
        since = (
            Revision.objects.filter(article=self.instance, version__gte=version) if version else Revision.objects.none()
        )
        states = [(row.by, row.data) for row in reversed(since.select_related("by")[:MOST_COMPARED])]
        for (_by, before), (by, after) in pairwise(states):
            for name in names:
                if by and self.plain(name, before.get(name)) != self.plain(name, after.get(name)):
                    who.setdefault(name, {})[str(by)] = True
        return super().changed_by(names) | {name: ", ".join(people) for name, people in who.items()}

    def plain(self, name, value):
        value = super().plain(name, value)
        return tidy(value) if name == "body" else value

    def pieces(self, name, value):
        if name == "body":
            return blocks(value or "")
        if name == "takeaways":
            return value.split("\n") if value else []
        return super().pieces(name, value)

    def joined(self, name, pieces):
        if name == "takeaways":
            return "\n".join(pieces)
        return "".join(pieces) if name == "body" else super().joined(name, pieces)

    def resume(self, posted) -> None:
        """Shows what was typed in place of what is saved, with the version it was read from; saves nothing."""
        for name, field in self.fields.items():
            if not field.widget.value_omitted_from_data(posted, {}, name):
                self.initial[name] = field.widget.value_from_datadict(posted, {}, name)

    def words(self, name, value):
        return paragraphs(value) if name == "body" and value else super().words(name, value)


def one_line(text, *, limit):
    """In one line, and short enough once French typography has put its spaces in."""
    text = " ".join(text.split())
    if len(typography(text)) > limit:
        raise ValidationError(_("This is too long: %(limit)d characters at most."), params={"limit": limit})
    return text
