"""The three roles, as a table: what each may do with which model. Applied after every migrate (receivers.py).

A role includes the ones before it. `publish_…` permissions are the models' own; everything else is Django's.
"""

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

WRITER, EDITOR, ADMINISTRATOR = "Rédacteur", "Éditeur", "Administrateur"

WORDS = {
    WRITER: _("writes articles and submits them"),
    EDITOR: _("also publishes, corrects and withdraws, reads messages and answers them"),
    ADMINISTRATOR: _("also invites colleagues and fills in the site's identity"),
}

ROLES = {
    WRITER: {
        "articles.article": ["view", "add", "change"],
        "articles.revision": ["view"],
        "sources.source": ["view", "add", "change"],
        "sources.organisation": ["view", "add", "change"],
        "sources.keyfigure": ["view", "add", "change"],
        "sources.figurecitation": ["view", "add", "change", "delete"],
        "images.image": ["view", "add", "change"],
        "editions.author": ["view"],
        "editions.tag": ["view", "add"],
        "editions.edition": ["view"],
        "summit.event": ["view"],
        "summit.axis": ["view"],
        "summit.commitment": ["view", "add", "change"],
        "summit.role": ["view", "add", "change", "delete"],
        "summit.commitmentcitation": ["view", "add", "change", "delete"],
        "summit.amount": ["view", "add", "change", "delete"],
        "summit.statuschange": ["view", "add"],
        "summit.briefstate": ["view"],
    },
    EDITOR: {
        "articles.article": ["delete", "publish"],
        "sources.source": ["delete"],
        "sources.organisation": ["delete"],
        "sources.keyfigure": ["delete"],
        "images.image": ["delete"],
        "editions.author": ["add", "change", "delete"],
        "editions.tag": ["change", "delete"],
        "summit.event": ["add", "change", "delete", "publish"],
        "summit.axis": ["add", "change", "delete"],
        "summit.eventcitation": ["view", "add", "change", "delete"],
        "summit.eventfigure": ["view", "add", "change", "delete"],
        "summit.milestone": ["view", "add", "change", "delete"],
        "summit.commitment": ["delete"],
        "contact.mail": ["view", "resend"],
        "contact.label": ["view", "add", "change", "delete"],
        "contact.savedanswer": ["view", "add", "change", "delete"],
        "contact.inquiry": ["view", "change", "erase"],
        "contact.advice": ["view", "add", "change", "delete"],
        "contact.retention": ["view"],
        "contact.privacyrequest": ["view"],
        "website.page": ["view", "change"],
        "accounts.trace": ["view"],
    },
    ADMINISTRATOR: {
        "accounts.user": ["view", "add", "change"],
        "contact.inquiry": ["delete"],
        "contact.charge": ["view", "add", "change", "delete"],
        "contact.retention": ["change"],
        "website.identity": ["view", "change"],
    },
}


def apply():
    """Gives each role the permissions of its table and of the roles before it; permissions not listed are taken away."""
    held = set()
    known = {
        f"{app}.{codename}": pk
        for pk, app, codename in Permission.objects.values_list("pk", "content_type__app_label", "codename")
    }
    for role, table in ROLES.items():
        for model, actions in table.items():
            app, name = model.split(".")
            held |= {known[f"{app}.{action}_{name}"] for action in actions if f"{app}.{action}_{name}" in known}
        group, _made = Group.objects.get_or_create(name=role)
        group.permissions.set(held)


def administrators() -> QuerySet:
    """Accounts that administer and can log in: active, and with a password."""
    holds = Q(groups__name=ADMINISTRATOR) | Q(is_superuser=True)
    return (
        get_user_model()
        .objects.filter(holds, is_active=True)
        .exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        .distinct()
    )


def is_last_administrator(user) -> bool:
    """Needs a transaction: of two administrators who demote each other at once, the second waits here for the first."""
    list(Group.objects.select_for_update().filter(name=ADMINISTRATOR))
    return not administrators().exclude(pk=user.pk).exists() and administrators().filter(pk=user.pk).exists()
