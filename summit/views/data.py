"""The commitments as files: CSV for a spreadsheet, JSON for a program."""

from django.http import JsonResponse

from summit import opendata
from summit.views.tracker import current_state
from veille.lib.http import for_readers
from veille.lib.spreadsheets import as_csv


@for_readers
def commitments_csv(request, slug):
    state = current_state(slug)
    rows = (row.values() for row in opendata.commitments(state))
    return as_csv(f"engagements-{slug}", list(opendata.COMMITMENTS), rows)


@for_readers
def steps_csv(request, slug):
    state = current_state(slug)
    return as_csv(f"etapes-{slug}", list(opendata.STEPS), (row.values() for row in opendata.steps(state)))


@for_readers
def commitments_json(request, slug):
    return JsonResponse(opendata.document(current_state(slug)), json_dumps_params={"ensure_ascii": False, "indent": 1})
