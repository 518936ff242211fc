"""What readers see of a summit: the brief, its commitments, their data."""

from summit.views.brief import event, events
from summit.views.data import commitments_csv, commitments_json, steps_csv
from summit.views.tracker import commitment, commitments

__all__ = ["commitment", "commitments", "commitments_csv", "commitments_json", "event", "events", "steps_csv"]
