from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from veille.images import decoding, library
from veille.images.models import Image

WORDS = ["title", "alt", "is_decorative", "credit", "licence", "made"]
ACCEPTED = "image/jpeg,image/png,image/webp,image/avif"


class ImageForm(forms.ModelForm):
    """Changes a picture's words; its file stays, since editions show it."""

    class Meta:
        model = Image
        fields = WORDS
        widgets = {"alt": AdminTextareaWidget(attrs={"rows": 3})}

    picture = None  # what the uploaded file holds

    def clean(self):
        data = super().clean()
        if not data.get("alt") and not data.get("is_decorative") and not self.has_error("alt"):
            self.add_error("alt", _("Describe the picture, or tick « decorative »."))
        return data

    @property
    def needs_encoding(self) -> bool:
        return self.picture is not None or not library.WRITTEN_INTO_FILES.isdisjoint(self.changed_data)


class NewImageForm(ImageForm):
    """A picture that comes in: its file is decoded, and refused if the library holds it already."""

    already = None  # the picture that does

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_(
            "JPEG, PNG, WebP or AVIF, at most 20 MB and 40 million pixels. Position and camera data are removed; the "
            "file cannot be changed afterwards, since editions show it: add a new picture instead."
        ),
    )

    class Meta(ImageForm.Meta):
        fields = ["file", *WORDS]

    def clean_file(self):
        upload = self.cleaned_data["file"]
        self.picture = decoded_once(upload)
        self.already = library.find(self.picture)
        if self.already:
            address = reverse("admin:images_image_change", args=[self.already.pk])
            words = _("This picture is already in the library:")
            raise forms.ValidationError(format_html('{} <a href="{}">{}</a>', words, address, self.already))
        return upload


class NewImageInDialog(NewImageForm):
    """Inside a text's form: the page keeps the file, and says what is wrong beside each field."""

    use_required_attribute = False
    too_heavy, limit = decoding.TOO_HEAVY, decoding.MEGABYTES

    class Meta(NewImageForm.Meta):
        widgets = {"alt": forms.Textarea(attrs={"rows": 2}), "made": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"auto_id": "new-picture-%s", "label_suffix": ""} | kwargs)


class NewImageOnPage(NewImageForm):
    """On a page of its own."""

    def clean(self):
        data = super().clean()
        if self.errors and "file" in data:
            self.add_error("file", _("Choose the file again: the browser does not keep it."))
        return data


def decoded_once(upload):
    """The admin's form is bound before its transaction, then within it: decode, or refuse, the first time only."""
    if not hasattr(upload, "decoded"):
        try:
            upload.decoded = decoding.read(upload)
        except decoding.Refused as refusal:
            upload.decoded = refusal
    if isinstance(upload.decoded, decoding.Refused):
        raise upload.decoded
    return upload.decoded
