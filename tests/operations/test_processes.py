"""What `serve` starts ends with it, whoever dies first. The children here are small programs of their own."""

import os
import signal
import subprocess
import sys
import time

import pytest

from veille.operations.processes import ChildEnded, supervise

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
# Starts a child of its own, writes its number, and waits.
FAMILY = (
    "import subprocess, sys, time; child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
    "open(sys.argv[1], 'w').write(str(child.pid)); time.sleep(60)"
)
FOLLOWER = (
    "import sys, time; from veille.operations.processes import end_with_parent; end_with_parent();"
    "print('ready', flush=True); time.sleep(60)"
)


@pytest.fixture(autouse=True)
def signals():
    """Puts back the handlers that supervise() replaces."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


def alive(pid):
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout  # noqa: S603, S607
    return state.strip()[:1] not in {"", "Z"}  # dead, or dead and not yet waited for


def gone_within(seconds, pid):
    for _ in range(seconds * 20):
        if not alive(pid):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_stops_every_child_and_what_it_started(tmp_path, number):
    announced = []

    def announce():
        announced.append(int((tmp_path / "pid").read_text()))
        os.kill(os.getpid(), number)

    lines = {"family": [sys.executable, "-c", FAMILY, str(tmp_path / "pid")], "other": SLEEP}
    supervise(lines, dict(os.environ), ready=(tmp_path / "pid").exists, announce=announce)
    assert [gone_within(5, pid) for pid in announced] == [True]


def test_child_that_ends_by_itself_ends_the_others(tmp_path):
    lines = {
        "family": [sys.executable, "-c", FAMILY, str(tmp_path / "pid")],
        "web server": [sys.executable, "-c", "import sys, time; time.sleep(1); sys.exit(3)"],
    }
    with pytest.raises(ChildEnded, match=r"^The web server ended by itself \(code 3\): everything is stopped.$"):
        supervise(lines, dict(os.environ), ready=lambda: False, announce=lambda: None)
    assert gone_within(5, int((tmp_path / "pid").read_text()))


def test_child_follows_a_parent_that_was_killed(settings):
    program = (
        "import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', sys.argv[1]], stdout=subprocess.PIPE);"
        "child.stdout.readline(); print(child.pid, flush=True); child.wait()"
    )
    line = [sys.executable, "-c", program, FOLLOWER]
    with subprocess.Popen(line, stdout=subprocess.PIPE, cwd=settings.BASE_DIR) as parent:  # noqa: S603
        pid = int(parent.stdout.readline())
        assert alive(pid)
        parent.kill()
    assert gone_within(5, pid)
