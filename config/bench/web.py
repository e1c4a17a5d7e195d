"""A web process for a measure: the whole application as a web server calls it, in a process of its own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import cycle, islice
from typing import IO, Any
from urllib.parse import unquote

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application

from config.bench.meters import cpu_of
from config.bench.stage import Stage

REQUESTS = 150


@dataclass(frozen=True)
class Served:
    """A running web process. What a request costs is its processor time and PostgreSQL's; sockets are left out."""

    stage: Stage
    child: subprocess.Popen[str]

    def cost(self, addresses: Sequence[str], requests: int = REQUESTS) -> float:
        """Milliseconds of processor time per request."""
        wanted = list(islice(cycle(addresses), requests))
        before = cpu_of(self.stage.postgres)
        web = self._ask(wanted)
        return (web + cpu_of(self.stage.postgres) - before) * 1000 / requests

    def _ask(self, wanted: list[str]) -> float:
        assert self.child.stdin is not None
        assert self.child.stdout is not None
        print(json.dumps(wanted), file=self.child.stdin, flush=True)
        told = json.loads(self.child.stdout.readline() or '{"fault": "the web process ended"}')
        if "fault" in told:
            raise RuntimeError(told["fault"])
        return float(told["seconds"])


@contextmanager
def served(
    stage: Stage, *, settings: str = "config.settings", headers: dict[str, str] | None = None
) -> Iterator[Served]:
    """The application under these settings, as long as the measure needs it; its log is in the stage's folder."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": settings, "DATABASE_KEPT": "1"}
    command = [sys.executable, "-m", "config.bench.web", json.dumps(headers or {})]
    with (stage.folder / f"{settings}.log").open("w") as log:
        pipe = subprocess.PIPE
        child = subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, stderr=log, text=True)
        try:
            yield Served(stage, child)
        finally:
            child.communicate()


def answer_all(asked: IO[str], headers: dict[str, str]) -> Iterator[dict[str, Any]]:
    """The child's side: each line is a list of addresses; what they cost goes back."""
    application = get_wsgi_application()
    for line in asked:
        addresses, faults = json.loads(line), []
        before = time.process_time()
        for address in addresses:
            status = call(application, address, headers)
            if not status.startswith("200"):
                faults.append(f"{address}: {status}")
        yield {"seconds": time.process_time() - before} | ({"fault": faults[0]} if faults else {})


def call(application: WSGIHandler, address: str, headers: dict[str, str]) -> str:
    """One request from the first byte of the environment to the last of the answer. Returns its status."""
    path, _, query = address.partition("?")
    told: list[str] = []
    environment = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": unquote(path),
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()},
    }
    answer = application(environment, lambda status, _headers, _fault=None: told.append(status))  # type: ignore[arg-type]
    b"".join(answer)
    answer.close()
    return told[0]


if __name__ == "__main__":
    for result in answer_all(sys.stdin, json.loads(sys.argv[1])):
        print(json.dumps(result), flush=True)
