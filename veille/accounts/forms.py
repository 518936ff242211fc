from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from veille.accounts import invitations, roles
from veille.accounts.models import User
from veille.lib.choices import Choice
from veille.lib.desk import DeskForm


class LogInForm(AdminAuthenticationForm):
    """Django's own only tells the browser how long an address may be; the lock-out's table has no room for more."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        longest = User._meta.get_field("email").max_length
        self.fields["username"].validators.append(MaxLengthValidator(longest))


class RolesField(Choice):
    """The three roles and no other group, each with what it may do."""

    def __init__(self):
        super().__init__(
            Group.objects.filter(name__in=roles.ROLES).order_by("pk"),
            label=_("roles"),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Tick at least one role; to close an account, untick « active ».")},
        )

    def label_from_instance(self, group):
        return f"{group.name}\u00a0: {roles.WORDS[group.name]}"


class UserForm(DeskForm):
    groups = RolesField()

    class Meta:
        model = User
        fields = ["email", "name", "groups", "is_active"]

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def clean(self):
        data = super().clean()
        administers = data.get("is_active", True) and any(
            group.name == roles.ADMINISTRATOR for group in data.get("groups", [])
        )
        if self.instance.pk and not administers and roles.is_last_administrator(self.instance):
            field = "groups" if data.get("is_active") else "is_active"
            self.add_error(
                field, ValidationError(_("This is the last active administrator: appoint another one first."))
            )
        return data


class MyForm(DeskForm):
    """What everybody says of themselves; role and address are an administrator's to change."""

    class Meta:
        model = User
        fields = ["name", "has_daily_mail"]

    def save(self, commit=True):
        """Nothing but what was changed: an administrator may be closing the account meanwhile."""
        self.instance.save(update_fields=self.changed_data)
        return self.instance


class ForgottenForm(PasswordResetForm):
    """Mails through the task table, so that the answer takes as long for an address nobody has."""

    def save(self, **options):
        invitations.forgotten(self.cleaned_data["email"])
