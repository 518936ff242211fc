"""The web server's main process, which `serve` starts: `python -m veille.operations.web HOST PORT PROCESSES`.

It stays without Django; the processes it starts load it (wsgi.py), and end with it: one that outlived it would keep the
port from the next.
"""

import os
import sys

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from veille.operations.processes import end_with_parent, heir

if __name__ == "__main__":
    host, port, processes = sys.argv[1:]
    end_with_parent()
    os.environ |= heir()
    Granian(
        "veille.wsgi:application",
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        address=host,
        port=int(port),
        workers=int(processes),
        blocking_threads=4,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
        log_access=False,  # addresses hold what people searched for
    ).serve()
