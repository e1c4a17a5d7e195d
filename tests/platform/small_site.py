"""A site for a real web server: a page that is answered at once, one that waits, one that refuses a file."""

import os
from pathlib import Path


def application(environ, start_response):
    page = environ["PATH_INFO"]
    if page == "/waits":
        Path(os.environ["BELL"]).read_bytes()  # a pipe: until somebody opens it for writing
    start_response("413 Too Large" if page == "/refuses" else "200 OK", [("Content-Length", "2"), ("X-Page", page)])
    return [b"ok"]
