"""What the team knows of who writes in, in reading order: the message, what became of it, what the team set up."""

from veille.contact.models.inquiry import Inquiry, Label
from veille.contact.models.settings import Advice, Charge, Motive, Retention, SavedAnswer
from veille.contact.models.thread import Entry, Mail
from veille.contact.models.traffic import DaySalt, PrivacyRequest, Sighting

__all__ = [
    "Advice",
    "Charge",
    "DaySalt",
    "Entry",
    "Inquiry",
    "Label",
    "Mail",
    "Motive",
    "PrivacyRequest",
    "Retention",
    "SavedAnswer",
    "Sighting",
]
