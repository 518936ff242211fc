"""A small web site on this machine, reached through FETCH_ALLOW: each path answers with what a test gives it."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

NAME = "journal.example"


class Site:
    """`site["/a"] = body` or `(status, headers, body)`; a function gets the handler and does as it likes."""

    def __init__(self, port):
        self.place = f"127.0.0.1:{port}"
        self.pages, self.asked, self.headers = {}, [], []

    def __setitem__(self, path, answer):
        self.pages[path] = answer

    def address(self, path, *, host=NAME):
        return f"http://{host}{path}"


@contextmanager
def serving():
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            site.asked.append(self.path)
            site.headers.append(dict(self.headers))
            answer = site.pages.get(self.path, (404, {}, b""))
            if callable(answer):
                answer(self)
                return
            status, headers, body = answer if isinstance(answer, tuple) else (200, {}, answer)
            body = body.encode() if isinstance(body, str) else body
            self.send_response(status)
            for name, value in ({"Content-Type": "text/html", "Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """Silent."""

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *_):
            """Whoever asked may go away before the end."""

    with Quiet(("127.0.0.1", 0), Handler) as server:
        site = Site(server.server_port)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield site
        finally:
            server.shutdown()
