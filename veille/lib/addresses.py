"""Address names that change: each one a row ever had goes on leading to it.

A model that is Movable has a `slug` and, beside it, a table of its former ones: a Redirect whose one foreign key
leads to it and is called `former_slugs` from there.
"""

from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _


class Redirect(models.Model):
    """An address name that a row had."""

    slug = models.SlugField(_("address name"), max_length=120, unique=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.slug


class Movable(models.Model):
    class Meta:
        abstract = True

    def save(self, **kwargs):
        """Keeps the name it had, if that is another one; where a former row had it too, it now leads here."""
        before = type(self)._base_manager.filter(pk=self.pk).values_list("slug", flat=True).first() if self.pk else None
        super().save(**kwargs)
        if before not in {None, self.slug}:
            key = self._meta.get_field("former_slugs")
            key.related_model.objects.update_or_create(slug=before, defaults={key.field.name: self})


def moved(rows: QuerySet, slug: str):
    """The one of these rows that once had this name; None while a row, whichever, has it today."""
    if rows.model._base_manager.filter(slug=slug).exists():
        return None
    return rows.filter(former_slugs__slug=slug).first()


def follow(rows: QuerySet, slug: str) -> HttpResponse:
    """One hop to where a former address leads now. Raises Http404."""
    row = moved(rows, slug)
    if row is None:
        raise Http404
    return redirect(row, permanent=True)
