"""What a summit is, what was promised at it, and what readers are shown of that."""

from summit.models.commitment import (
    Amount,
    Commitment,
    CommitmentCitation,
    Role,
    StatusChange,
    StepEvidence,
)
from summit.models.event import Axis, Coverage, Event, EventCitation, EventFigure, EventRedirect, Milestone
from summit.models.printed import BriefState, Entry, EntryCitation, EntryOrganisation, Mention, StateCitation

__all__ = [
    "Amount",
    "Axis",
    "BriefState",
    "Commitment",
    "CommitmentCitation",
    "Coverage",
    "Entry",
    "EntryCitation",
    "EntryOrganisation",
    "Event",
    "EventCitation",
    "EventFigure",
    "EventRedirect",
    "Mention",
    "Milestone",
    "Role",
    "StateCitation",
    "StatusChange",
    "StepEvidence",
]
