"""A source gets its date, an organisation its parent: the commitments that rest on them are worked out anew, whoever
saved it by whatever form or command.
"""

from django.db.models import Q
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver

from summit import workflow
from summit.models import Commitment
from veille.sources.models import Organisation, Source

# What the columns of a commitment follow of each, and by which ways it is reached.
FOLLOWED = {
    Source: (("published_on", "organisation"), ("steps__evidence__source", "citations__source")),
    Organisation: (
        ("belongs_to",),
        ("steps__evidence__source__organisation", "citations__source__organisation", "roles__organisation"),
    ),
}


@receiver(pre_save, sender=Source)
@receiver(pre_save, sender=Organisation)
def remember(sender, instance, **kwargs):
    fields, _ways = FOLLOWED[sender]
    instance._before = instance.pk and sender.objects.filter(pk=instance.pk).values_list(*fields).first()


@receiver(post_save, sender=Source)
@receiver(post_save, sender=Organisation)
def work_out_anew(sender, instance, created, **kwargs):
    fields, ways = FOLLOWED[sender]
    before = instance.__dict__.pop("_before", None)
    if created or before == sender.objects.filter(pk=instance.pk).values_list(*fields).first():
        return
    reached = Q(*((way, instance) for way in ways), _connector=Q.OR)
    for commitment in Commitment.objects.filter(pk__in=Commitment.objects.filter(reached).values("pk")):
        workflow.refresh(commitment)
