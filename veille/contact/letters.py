"""The letter that one's own mail program opens with: a mailto: address, never longer than what every system opens."""

from urllib.parse import quote

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from veille.contact.models import Inquiry
from veille.lib.moments import day

# Windows hands a program about 2,000 characters of an address, whatever stands in it.
LONGEST = 1900
_LEFT_OUT = "[…]"


def subject(inquiry: Inquiry) -> str:
    return _("Your message %(reference)s") % {"reference": inquiry.reference}


def greeting(inquiry: Inquiry) -> str:
    return _("Hello %(name)s,") % {"name": inquiry.name} if inquiry.name else _("Hello,")


def mailto(inquiry: Inquiry) -> str:
    """To who wrote, with the reference in the subject and their words quoted, as many as there is room for."""
    head = f"mailto:{quote(inquiry.email, safe='@')}?subject={_encoded(subject(inquiry))}&body="
    words = inquiry.message
    opening = f"{Truncator(greeting(inquiry)).chars(80)}\n\n\n\n{_reference(inquiry)}\n"
    room = LONGEST - len(head) - len(_encoded(opening))
    quoted = _quoted(words)
    if len(_encoded(quoted)) > room:
        # The longest beginning that fits: what is encoded only grows with what is quoted.
        low, high = 0, len(words)
        while low < high:
            middle = (low + high + 1) // 2
            fits = len(_encoded(_quoted(f"{words[:middle]}{_LEFT_OUT}"))) <= room
            low, high = (middle, high) if fits else (low, middle - 1)
        quoted = _quoted(f"{words[:low].rstrip()}{_LEFT_OUT}") if low else ""
    return head + _encoded(opening + quoted)


def _reference(inquiry: Inquiry) -> str:
    return _("On %(day)s you wrote (%(reference)s):") % {
        "day": day(inquiry.received_at),
        "reference": inquiry.reference,
    }


def _quoted(words: str) -> str:
    return "\n".join(f"> {line}" for line in words.splitlines())


def _encoded(text: str) -> str:
    """With the line breaks of RFC 6068."""
    return quote(text.replace("\n", "\r\n"), safe="")
