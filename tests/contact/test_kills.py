"""Every process of the site killed while messages are posted: the short form of `make soak`."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

pytestmark = pytest.mark.patient

SOAK = [sys.executable, str(settings.BASE_DIR / "tools" / "soak.py"), "12", "--clients", "3", "--kills", "2"]


def test_acknowledged_messages_outlive_kills_and_their_mails_arrive(db):
    # On the database that the suite runs on.
    only = "sqlite" if connection.vendor == "sqlite" else "postgresql"
    environment = {name: value for name, value in os.environ.items() if name != "DATA_DIR"}
    if only == "postgresql":
        found = connection.settings_dict
        login = f"{found['USER']}:{found['PASSWORD']}" if found["PASSWORD"] else found["USER"]
        environment["TEST_DATABASE_URL"] = f"postgres://{login}@{found['HOST']}:{found['PORT'] or 5432}/postgres"
    line = [*SOAK, "--only", only, "--outages", "0"]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr
    assert "12 acknowledged: lost 0, doubled 0, under another reference 0" in done.stdout
    assert "24 mails: not written 0, never arrived 0" in done.stdout
