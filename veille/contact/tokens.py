"""Signed values that pass through the visitor's browser, instead of a session: the form's, the receipt in the
address of « merci », and the key of a request about one's data in a mailed link.
"""

import datetime
import secrets
import time
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.core.signing import BadSignature, SignatureExpired

FORM_LIFE = timedelta(hours=24)
_FORM, _RECEIPT, _REQUEST = "veille.contact.form", "veille.contact.receipt", "veille.contact.request"


@dataclass(frozen=True)
class Showing:
    """One showing of the form. `shown_at` is in seconds since 1970."""

    nonce: str
    shown_at: float

    @property
    def age(self) -> float:
        """Seconds. Shown later than now, the clock was set back since: nobody knows how long ago, so it counts as long."""
        age = time.time() - self.shown_at
        return age if age >= 0 else FORM_LIFE.total_seconds()


def issue(shown_at: float | None = None) -> str:
    """`shown_at`: when the visitor first saw the form, if not now."""
    return signing.dumps([secrets.token_urlsafe(12), shown_at or time.time()], salt=_FORM)


def read(text: str) -> Showing:
    """Raises SignatureExpired (too old) or BadSignature (not ours)."""
    return Showing(*signing.loads(text, salt=_FORM, max_age=FORM_LIFE))


def renewed(text: str) -> str:
    """The token for the form shown again. One still good is kept, so that correcting a field is not another form;
    one too old keeps the time of its first showing, so that sending again at once is not taken for a machine's haste.
    """
    try:
        read(text)
    except SignatureExpired:
        return issue(Showing(*signing.loads(text, salt=_FORM)).shown_at)
    except BadSignature:
        return issue()
    return text


@dataclass(frozen=True)
class Receipt:
    reference: str
    erased_on: datetime.date
    about_path: str


def receipt(*, reference: str, erased_on: datetime.date, about_path: str) -> str:
    return signing.dumps([reference, erased_on.isoformat(), about_path], salt=_RECEIPT)


def read_receipt(text: str) -> Receipt:
    """Raises BadSignature."""
    reference, day, about_path = signing.loads(text, salt=_RECEIPT)
    return Receipt(reference, datetime.date.fromisoformat(day), about_path)


def request_key(pk: int) -> str:
    """What the mailed link of a request bears: nothing of the address. Whether it still works is the row's to say."""
    return signing.dumps(pk, salt=_REQUEST)


def read_request_key(text: str) -> int:
    """Raises BadSignature."""
    return signing.loads(text, salt=_REQUEST)
