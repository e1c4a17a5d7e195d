"""A site for a real web server: pages that answer at once, wait, say much, or refuse a file."""

import os
from pathlib import Path

from config import web_worker

web_worker.PATIENCE_SECONDS = 1
LONG = b"o" * 3_000_000


def application(environ, start_response):
    page = environ["PATH_INFO"]
    if page == "/waits":
        with Path(os.environ["BELL"]).open("rb", buffering=0) as bell:  # a pipe: until somebody rings
            bell.read(1)
    if page == "/reads":
        environ["wsgi.input"].read()
    said = LONG if page == "/reads" else b"ok"
    start_response(
        "413 Too Large" if page == "/refuses" else "200 OK", [("Content-Length", str(len(said))), ("X-Page", page)]
    )
    return [said]
