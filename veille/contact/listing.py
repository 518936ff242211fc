"""The list of messages: its tabs, and what each line says."""

from django.db.models import Count, TextField, Value
from django.db.models.functions import Concat, Left

from veille.contact.models import Inquiry
from veille.contact.queues import StatusFilter
from veille.lib.listing import LongList

# Characters of a message that its line shows.
EXCERPT = 90


class InquiryList(LongList):
    def __init__(self, request, *args, **kwargs):
        super().__init__(request, *args, **kwargs)
        of_status = Inquiry.objects.order_by().values_list("status").annotate(Count("pk"))
        [states] = [one for one in self.filter_specs if isinstance(one, StatusFilter)]
        self.tabs = states.tabs(self, dict(of_status))

    def lines(self, request):
        return (
            Inquiry.objects.select_related("owner")
            .prefetch_related("labels")
            .defer("message", "consent")
            .annotate(excerpt=Left("message", EXCERPT))
        )


def everything_said():
    """What a search looks through, as one text: one comparison a message."""
    parts = ["reference", "name", "email", "organisation", "about", "message"]
    return Concat(*(part for name in parts for part in (name, Value("\n"))), output_field=TextField())
