"""The team's side of messages, in reading order: the inbox, its settings, the mails, what the law asks."""

from veille.contact.admin import mails, messages, privacy, reports, settings

__all__ = ["mails", "messages", "privacy", "reports", "settings"]
