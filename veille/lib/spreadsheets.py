"""A table as a file that a spreadsheet opens: streamed, so that its length costs no memory."""

import csv
from collections.abc import Iterable

from django.http import StreamingHttpResponse

# What makes a spreadsheet take a cell for a formula; an apostrophe before it says that it is text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MARK = "\ufeff"  # without it Excel takes UTF-8 for something else


def cell(value) -> str:
    """The text of a value that no spreadsheet calculates."""
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


class _Echo:
    def write(self, line):
        return line


def as_csv(name: str, head: list, rows: Iterable[Iterable]) -> StreamingHttpResponse:
    """Rows under their head, to be kept as `name`.csv: UTF-8, semicolons as a French spreadsheet expects."""
    writer = csv.writer(_Echo(), delimiter=";")

    def lines():
        yield _MARK + writer.writerow([cell(one) for one in head])
        for row in rows:
            yield writer.writerow([cell(one) for one in row])

    return StreamingHttpResponse(
        lines(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
