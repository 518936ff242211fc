"""Keeping who did what to which object. Called by every verb in its own transaction: what is undone leaves no line."""

from veille.accounts.models import Trace, User


def record(by: User | None, verb: str, subject, note: str = "") -> Trace:
    """Adds a line; `by` is None where the system acts by itself. `note` never holds what a visitor wrote.

    An object whose name must not be kept for ever says by `traced_as` what the line calls it.
    """
    return Trace.objects.create(
        who=by,
        verb=verb,
        kind=subject._meta.label_lower,
        object_id=str(subject.pk),
        words=str(getattr(subject, "traced_as", subject))[:250],
        note=str(note).strip()[:500],
    )
