"""Kills of server and browser while somebody types: the short form of `make soak`."""

import pytest

from tests.walks import killing

pytestmark = pytest.mark.patient

MOST = 5  # seconds of typing that may be lost


def test_kill_of_server_or_browser_loses_five_seconds_of_typing_at_most(
    playwright, browser_type_launch_args, tmp_path, as_migrated
):
    """`make soak` does it twenty times."""
    data = tmp_path / "data"
    data.mkdir()
    as_migrated(data)
    found = killing.measure(playwright, browser_type_launch_args, tmp_path, kills=["server", "browser", "both"])
    assert [what for what, _lost in found] == ["server", "browser", "both", "browser, at rest"]
    assert [(what, lost) for what, lost in found if lost > MOST] == []
