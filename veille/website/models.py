"""What the site says of itself: its identity (one row) and its editable pages."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorField

from veille.editions.schema import LONGEST, PAGE
from veille.images.models import Image


class Identity(models.Model):
    """One row, made by `prepare`. A legal fact left empty is left out of the pages, never invented."""

    site_name = models.CharField(_("name of the site"), max_length=80, default="Veille")
    motto = models.CharField(_("motto"), max_length=120, blank=True)
    description = models.CharField(_("description"), max_length=300, blank=True)
    logo = models.ForeignKey(Image, models.PROTECT, verbose_name=_("logo"), null=True, blank=True, related_name="+")
    firm = models.CharField(_("firm"), max_length=160, blank=True)
    legal_form = models.CharField(_("legal form and capital"), max_length=160, blank=True)
    registration = models.CharField(_("registration number"), max_length=120, blank=True)
    postal_address = models.TextField(_("postal address"), blank=True, max_length=400)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    contact_email = models.EmailField(_("contact address"), blank=True)
    publisher = models.CharField(_("publication director"), max_length=160, blank=True)
    host_name = models.CharField(_("host"), max_length=160, blank=True)
    host_address = models.TextField(_("host’s address"), blank=True, max_length=400)
    host_telephone = models.CharField(_("host’s telephone"), max_length=40, blank=True)
    invitation_title = models.CharField(
        _("title of the invitation"), max_length=120, default="Le sujet vous intéresse ? Parlons-en !"
    )
    invitation_text = models.CharField(_("text of the invitation"), max_length=400, blank=True)
    invitation_button = models.CharField(_("button of the invitation"), max_length=60, default="Écrire à la cellule")

    # What the law asks of a professional site, in the order of the legal notice.
    LEGAL = [
        "firm",
        "legal_form",
        "registration",
        "postal_address",
        "telephone",
        "contact_email",
        "publisher",
        "host_name",
        "host_address",
        "host_telephone",
    ]

    class Meta:
        verbose_name = _("identity of the site")
        verbose_name_plural = _("identity of the site")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="identity_single_row")]

    def __str__(self):
        return self.site_name

    def legal_facts(self) -> list[tuple[str, str]]:
        """(label, value) of each fact that was given."""
        return [
            (self._meta.get_field(name).verbose_name, value) for name in self.LEGAL if (value := getattr(self, name))
        ]

    def missing_facts(self) -> list[str]:
        """Labels of the facts nobody has given yet."""
        return [str(self._meta.get_field(name).verbose_name) for name in self.LEGAL if not getattr(self, name)]


class Page(models.Model):
    """One of the editable pages; which ones there are is fixed (urls.py), their words are the editors'."""

    slug = models.SlugField(_("address name"), unique=True, editable=False)
    title = models.CharField(_("title"), max_length=160)
    lead = models.TextField(_("lead"), blank=True, max_length=400)
    body = ProseEditorField(_("text"), extensions=PAGE, sanitize=True, validators=[MaxLengthValidator(LONGEST)])
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["title"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("page", args=[self.slug])
