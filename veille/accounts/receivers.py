from django.db.models.signals import post_migrate
from django.dispatch import receiver

from veille.accounts import roles


@receiver(post_migrate)
def apply_roles(sender, **kwargs):
    # Permissions appear app by app; after the last app all of them stand, and applying twice changes nothing.
    if sender.label == "operations":
        roles.apply()
