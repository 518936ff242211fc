"""Who works at the desk. One logs in with one's e-mail address; an account exists only for that."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager):
    use_in_migrations = True

    def get_by_natural_key(self, username):
        return self.get(email__iexact=username)

    def create_user(self, email, password=None, **fields):
        """Without a password nobody can log in until one is set by the mailed link."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, **fields, is_superuser=True)


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(
        _("e-mail address"), unique=True, error_messages={"unique": _("This address already has an account.")}
    )
    name = models.CharField(_("name"), max_length=120, help_text=_("As colleagues see it; readers see authors' names."))
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Untick instead of deleting: the trace of what was done stays.")
    )
    has_daily_mail = models.BooleanField(
        _("daily mail"),
        default=True,
        help_text=_(
            "On working mornings, what waits and what became of followed articles; nothing when there is nothing."
        ),
    )
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects = UserManager()

    EMAIL_FIELD = USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    # The admin asks: everybody who has an account works at the desk; what they may do there is their role's.
    is_staff = True

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["name", "email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="user_email", violation_error_message=_("This address already has an account.")
            ),
        ]

    def __str__(self):
        return self.name or self.email

    def get_short_name(self):
        return self.name or self.email

    get_full_name = get_short_name


class TraceQuerySet(models.QuerySet):
    """The database refuses what this refuses (migration 0002); here it is said in words."""

    def _refuse(self, *args, **kwargs):
        raise TypeError("The trace is only ever added to.")

    update = bulk_update = delete = _refuse


class Trace(models.Model):
    """Who did what to which object: a line is written once, with what it tells, and never changes or goes.

    It holds the object's name at that time and no text of a message, so that nothing in it has to be erased later.
    """

    class Verb(models.TextChoices):
        ADDED = "added", _("has added")
        CHANGED = "changed", _("has changed")
        DELETED = "deleted", _("has deleted")
        DUPLICATED = "duplicated", _("has duplicated")
        MERGED = "merged", _("has merged")
        SUBMITTED = "submitted", _("has submitted for review")
        SENT_BACK = "sent_back", _("has sent back")
        PUBLISHED = "published", _("has published")
        CORRECTED = "corrected", _("has corrected")
        WITHDRAWN = "withdrawn", _("has withdrawn")
        END_PLANNED = "end_planned", _("has planned the end of")
        TAKEN_BACK = "taken_back", _("has taken back")
        UNPUBLISHED = "unpublished", _("has taken offline")
        LINK_SENT = "link_sent", _("has mailed a link to")
        ASSIGNED = "assigned", _("has put somebody in charge of")
        NOTED = "noted", _("has added a note to")
        ANSWERED = "answered", _("has answered")
        MOVED = "moved", _("has changed the state of")
        SET_ASIDE = "set_aside", _("has set aside")
        BROUGHT_BACK = "brought_back", _("has brought back")
        LABELLED = "labelled", _("has changed the labels of")
        ASKED = "asked", _("has asked for a reading of")
        APPROVED = "approved", _("has approved")
        OBJECTED = "objected", _("has asked for changes in")
        BYPASSED = "bypassed", _("has published without a second reader")
        LINK_MADE = "link_made", _("has made a review link to")
        LINK_REVOKED = "link_revoked", _("has revoked a review link to")
        HANDED_OVER = "handed_over", _("has handed over")

    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True, editable=False)
    who = models.ForeignKey(User, models.PROTECT, verbose_name=_("who"), null=True, related_name="+")
    verb = models.CharField(_("what"), max_length=12, choices=Verb)
    kind = models.CharField(_("kind"), max_length=60)
    object_id = models.CharField(max_length=40)
    words = models.CharField(_("object"), max_length=250)
    note = models.CharField(_("remark"), max_length=500, blank=True)

    objects = TraceQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of the log")
        verbose_name_plural = _("lines of the log")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["kind", "object_id"], name="trace_object")]

    def __str__(self):
        return f"{self.get_verb_display()}\u00a0: {self.words}"

    def save(self, **kwargs):
        if not self._state.adding:
            raise TypeError("The trace is only ever added to.")
        super().save(**kwargs | {"force_insert": True})

    def delete(self, **kwargs):
        raise TypeError("The trace is only ever added to.")
