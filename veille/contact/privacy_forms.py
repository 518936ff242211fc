"""The desk's forms around personal data: how long messages are kept, what is said before one writes, an erasure."""

from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from veille.contact import retention, subjects
from veille.contact.models import Advice, Retention
from veille.editions.models import Edition
from veille.lib.desk import DeskForm


class RetentionForm(DeskForm):
    """A shorter time is only taken once its author has read what it erases."""

    agreed = forms.BooleanField(label=_("Erase them with the next purge"), required=False, widget=forms.HiddenInput)

    class Meta:
        model = Retention
        fields = ["days"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.before = self.instance.days
        if "days" in self.fields:
            self.fields["days"].help_text = _("At most %(days)d days: this is what the privacy page promises.") % {
                "days": Retention.LONGEST[self.instance.kind]
            }

    def clean(self):
        data = super().clean()
        if "days" not in self.fields:
            return data
        days = data.get("days")
        # The same number as was read: a box ticked for another one agrees to nothing.
        if days and days < self.before and self.data.get("agreed") != self.agreement(days):
            self.fields["agreed"].widget = forms.CheckboxInput({"value": self.agreement(days)})
            self.data = self.data.copy()
            self.data["agreed"] = ""
            self.add_error("agreed", self.warning(days))
        return data

    def agreement(self, days: int) -> str:
        return f"{days}-{self.erased(days)}"

    def erased(self, days: int) -> int:
        return retention.shortened(self.instance, days)

    def warning(self, days: int) -> str:
        number = self.erased(days)
        if not number:
            return _("The next purge would erase no message more. Tick the box and save again.")
        words = ngettext(
            "The next purge would erase %(number)d message more. Tick the box and save again.",
            "The next purge would erase %(number)d messages more. Tick the box and save again.",
            number,
        )
        return words % {"number": number}


class ArticleAddress(forms.CharField):
    """An article by the address of its page, as one copies it from the browser; its key once cleaned."""

    default_error_messages = {"unknown": _("No article that readers see has this address.")}

    def prepare_value(self, value):
        edition = Edition.objects.current().filter(key=value).first() if hasattr(value, "hex") else None
        return edition.get_absolute_url() if edition else value and str(value)

    def clean(self, value):
        value = super().clean(value).strip()
        if not value:
            return None
        try:
            match = resolve(urlsplit(value).path)
        except (Resolver404, ValueError):
            match = None
        found = match and match.url_name == "edition" and subjects.article(match.kwargs["slug"])
        if not found:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        return found.article_key


class AdviceForm(DeskForm):
    article_key = ArticleAddress(
        label=_("Article"), required=False, help_text=_("The address of its page, as one copies it from the browser.")
    )

    class Meta:
        model = Advice
        fields = ["text", "is_shown", "motive", "tag", "article_key"]
        help_texts = {
            "text": _("Plain text; an empty line begins a paragraph, a web address becomes a link."),
            "motive": _("Without motive, theme or article it stands before every message; the most precise one wins."),
        }


class ErasureForm(forms.Form):
    sure = forms.BooleanField(
        label=_("Erase all of it, for ever"),
        error_messages={"required": _("Tick the box to confirm: nothing can bring back what is erased.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
