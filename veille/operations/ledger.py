"""What of the shipped content was put in, and what it became: so that loading never writes over an editor's words.

For each thing a `Loaded` row keeps the digest of the file it came from and of the row it became. A thing is written
again only when its file changed and its row did not.
"""

import hashlib
import json
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from veille.operations.models import Loaded


@dataclass
class Report:
    """How many things were made, written again, and left alone because an editor changed them."""

    made: int = 0
    refreshed: int = 0
    kept: list[str] = field(default_factory=list)


def plain_state(row: Model) -> dict:
    """What somebody may have typed: columns that are worked out change by themselves."""
    return {f.attname: f.value_to_string(row) for f in row._meta.concrete_fields if f.editable}


def put(report: Report, kind: str, key: str, data: dict, *, model, find: dict, write: Callable, state=plain_state):
    """The row of one thing: made, adopted, written again or left alone; None where somebody deleted it.

    `is_fresh` marks what this run wrote, `is_ours` what loading made at all: an adopted row is somebody's own.
    """
    entry = Loaded.objects.filter(kind=kind, key=key).first()
    wanted = digest(data)
    if entry is None:
        row = model.objects.filter(**find).first()
        is_ours = row is None
        if is_ours:
            row = model(**{name: value for name, value in find.items() if name == "slug"})
            write(row, data)
            report.made += 1
        ours = digest(state(row)) if is_ours else ""
        Loaded.objects.create(kind=kind, key=key, pk_text=str(row.pk), source_digest=wanted, row_digest=ours)
        return _marked(row, is_fresh=is_ours, is_ours=is_ours)
    row = model.objects.filter(pk=entry.pk_text).first()
    if row is None:
        return None
    _marked(row, is_fresh=False, is_ours=bool(entry.row_digest))
    if entry.source_digest == wanted:
        return row
    if entry.row_digest != digest(state(row)):
        report.kept.append(str(row))
        return row
    write(row, data)
    report.refreshed += 1
    entry.source_digest, entry.row_digest = wanted, digest(state(row))
    entry.save()
    return _marked(row, is_fresh=True, is_ours=True)


def _marked(row, *, is_fresh, is_ours):
    row.is_fresh, row.is_ours = is_fresh, is_ours
    return row


def digest(data) -> str:
    text = json.dumps(data, sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def read(path: Path) -> dict:
    return tomllib.loads(path.read_text())
