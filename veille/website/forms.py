from django import forms

from veille.editions import links
from veille.editions.prose import paragraphs
from veille.editions.rendering import cleaned
from veille.lib.versions import VersionedForm
from veille.website.models import Page


class PageForm(VersionedForm):
    class Meta:
        model = Page
        fields = ["title", "lead", "body"]
        widgets = {"lead": forms.Textarea(attrs={"rows": 3})}

    def clean_body(self):
        body = cleaned(self.cleaned_data["body"], vocabulary="PAGE").removesuffix("<p></p>")
        return links.settled(body, links.find(links.written(body)))

    def words(self, name, value):
        return paragraphs(value) if name == "body" and value else super().words(name, value)
