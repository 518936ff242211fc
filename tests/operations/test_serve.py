"""The real thing: `manage.py serve` in a process of its own, on a port of its own."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys

import pytest
from django.conf import settings

from tests.operations.test_processes import gone_within
from veille.operations.processes import PARENT

MANAGE = [sys.executable, str(settings.BASE_DIR / "manage.py")]


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory, as_migrated):
    """Of a machine with a SQLite database of its own."""
    folder = tmp_path_factory.mktemp("serve")
    as_migrated(folder)
    names = ("DATABASE_URL", "CACHE_URL", "SITE_URL", "SECRET_KEY")
    kept = {name: value for name, value in os.environ.items() if name not in names}
    environment = kept | {"DATA_DIR": str(folder), "WEB_PROCESSES": "1"}
    subprocess.run([*MANAGE, "migrate", "--verbosity", "0"], env=environment, check=True)  # noqa: S603
    return environment


@pytest.fixture
def serve(surroundings, port):
    """Starts `manage.py serve`; what is left at the end is stopped."""
    started = []

    def start(*options):
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        started.append(subprocess.Popen([*MANAGE, "serve", *options], env=surroundings | {"PORT": str(port)}, **pipes))  # noqa: S603
        return started[-1]

    yield start
    for process in started:
        process.terminate()
        process.communicate()


def get(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    with connection.getresponse() as response:
        body = response.read()
    connection.close()
    return response.status, body


def children(pid):
    """{number: command line} of what this process started."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout  # noqa: S607
    rows = [line.split(None, 2) for line in listed.splitlines()]
    return {int(row[0]): row[2] for row in rows if row[1] == str(pid)}


def line_of(pid):
    return subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=True).stdout  # noqa: S603, S607


def test_serve_answers_says_where_and_stops_on_ctrl_c(serve, port):
    process = serve()
    assert process.stdout.readline() == f"Site:     http://127.0.0.1:{port}/\n"
    assert process.stdout.readline() == f"Admin:    http://127.0.0.1:{port}/admin/\n"
    assert get(port, "/healthz") == (200, b"ok\n")
    assert sorted(re.sub(r".*(work|operations\.web).*", r"\1", line) for line in children(process.pid).values()) == [
        "operations.web",
        "work",
    ]
    process.send_signal(signal.SIGINT)
    assert process.wait(15) == 0
    with pytest.raises(ConnectionRefusedError):
        get(port, "/healthz")


def test_serve_ends_with_a_clear_line_when_the_worker_dies(serve, port):
    process = serve()
    process.stdout.readline()
    (worker,) = [pid for pid, line in children(process.pid).items() if line.endswith("work")]
    os.kill(worker, signal.SIGKILL)
    assert process.wait(15) == 1
    assert process.stderr.read().splitlines()[-1] == (
        "CommandError: The worker ended by itself (code -9): everything is stopped."
    )


def family(pid):
    """Its number and those of all that it started, and they in turn."""
    return [pid, *(member for child in children(pid) for member in family(child))]


@pytest.mark.parametrize("killed", ["serve", "operations.web"])
def test_what_a_killed_process_started_ends_and_leaves_the_port(serve, port, killed):
    process = serve()
    process.stdout.readline()
    started = family(process.pid)
    assert len(started) >= 4  # serve, worker, web server, and a process of the web server's
    pid = next(pid for pid in started if killed in line_of(pid))
    os.kill(pid, signal.SIGKILL)
    process.communicate()
    assert [pid for pid in started if not gone_within(10, pid)] == []
    # Started again at once, the next one gets the port.
    assert serve().stdout.readline() == f"Site:     http://127.0.0.1:{port}/\n"


def test_web_process_whose_parent_was_gone_before_it_looked_ends(surroundings):
    program = "import os, veille.wsgi, time; print(os.getpid(), flush=True); time.sleep(60)"
    environment = surroundings | {PARENT: "999999999", "DJANGO_SETTINGS_MODULE": "veille.settings"}
    line = [sys.executable, "-c", program]
    with subprocess.Popen(line, env=environment, cwd=settings.BASE_DIR) as process:  # noqa: S603
        assert process.wait(30) == -signal.SIGTERM


def test_serve_names_a_taken_port_in_one_sentence(serve, port):
    with socket.create_server(("127.0.0.1", port)):
        process = serve()
        said = process.stderr.read()  # till its end: it starts as slowly as the machine is busy
        assert process.wait(15) == 1
    assert said == (
        f"CommandError: Cannot listen on 127.0.0.1, port {port}: Address already in use. "
        f"Stop what uses it, or choose another: PORT={port + 1} make run\n"
    )


@pytest.mark.parametrize(("option", "name"), [("--web-only", "operations.web"), ("--worker-only", "work")])
def test_serve_runs_one_alone(serve, option, name):
    process = serve(option)
    process.stdout.readline()
    assert [name in line for line in children(process.pid).values()] == [True]
    process.send_signal(signal.SIGTERM)
    assert process.wait(15) == 0
