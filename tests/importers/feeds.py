"""A web server on this machine, for one test: it answers as it is told, also badly."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[[BaseHTTPRequestHandler], None]


def sends(content: bytes, *, status: int = 200, **headers: str) -> Answer:
    """Answer with some bytes."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        request.wfile.write(content)

    return answer


@contextmanager
def web_server(pages: dict[str, Answer]) -> Iterator[str]:
    """Serve pages by their path; give the address that they begin with."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                pages.get(self.path, sends(b"", status=404))(self)
            except (ConnectionError, BrokenPipeError):
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the server's signature
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def rss(*items: str) -> bytes:
    """Return a feed with items as they stand."""
    inner = "".join(f"<item>{each}</item>" for each in items)
    return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>{inner}</channel></rss>'.encode()
