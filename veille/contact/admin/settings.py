"""What the team sets up for its inbox: labels, saved answers, who is told of which messages."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from veille.contact import answering
from veille.contact.models import Charge, Label, Motive, SavedAnswer
from veille.editions.models import Edition, EditionTag
from veille.lib import desk
from veille.lib.choices import Autocomplete, Choice


@admin.register(Label)
class LabelAdmin(desk.DeskAdmin):
    job = desk.SITE
    list_display = ["name"]
    search_fields = ["name"]


@admin.register(SavedAnswer)
class SavedAnswerAdmin(desk.DeskAdmin):
    job = desk.SITE
    list_display = ["title", "beginning"]
    search_fields = ["title", "text"]

    @admin.display(description=_("text"))
    def beginning(self, answer):
        return f"{answer.text[:120]}…" if len(answer.text) > 120 else answer.text


class ConcerningForm(desk.DeskForm):
    """Which messages are meant: of a motive, about a theme, about an article that is online."""

    motive = forms.ChoiceField(
        label=_("Motive"), required=False, choices=[("", _("all of them")), *((m.value, m.label) for m in Motive)]
    )
    article = forms.ModelChoiceField(
        Edition.objects.none(),
        label=_("Article"),
        required=False,
        widget=Autocomplete(EditionTag._meta.get_field("edition"), admin.site),
        error_messages={"invalid_choice": _("Choose an article that is online.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["article"].queryset = Edition.objects.current().without_text()
        if key := self.instance.article_key:
            self.fields["article"].initial = (
                Edition.objects.current().filter(key=key).values_list("pk", flat=True).first()
            )

    def save(self, commit=True):
        article = self.cleaned_data["article"]
        # One that left the site since stays chosen unless another is.
        if article or "article" in self.changed_data:
            self.instance.article_key = article and article.key
        return super().save(commit)


class ChargeForm(ConcerningForm):
    people = Choice(None, label=_("People in charge"), widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Charge
        fields = ["motive", "tag", "people"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "people" in self.fields:
            self.fields["people"].queryset = answering.colleagues()


@admin.register(Charge)
class ChargeAdmin(desk.DeskAdmin):
    job = desk.SITE
    form = ChargeForm
    fields = ["people", "motive", "tag", "article"]
    list_display = ["concerns", "names"]
    autocomplete_fields = ["tag"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("tag").prefetch_related("people")

    @admin.display(description=_("messages"))
    def concerns(self, charge):
        return str(charge)

    @admin.display(description=_("people in charge"))
    def names(self, charge):
        return ", ".join(str(one) for one in charge.people.all())
