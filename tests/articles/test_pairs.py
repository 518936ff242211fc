from django.db import connection

from tests.articles import pairs


def test_five_pairs_of_editors_overwrite_nothing(transactional_db, live_server, monkeypatch):
    """`make soak` lets fifty do it, for longer."""
    if connection.vendor == "sqlite":  # ten writers take turns, on a machine that may be busy with other tests
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 300)
    outcome = pairs.run(pairs.seat(5, live_server.url), rounds=4)
    assert outcome.wrong == []
    assert outcome.missing == []
    assert outcome.acknowledged > 20
    assert {"saved", "compared", "resumed", "refused"} <= {*outcome.did}
