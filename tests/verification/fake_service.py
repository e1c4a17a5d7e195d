"""A register service on loopback that can be slow, broken, lying or absent, and counts who knocked."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.verification.clean_patent import INVENTION

KNOWN = INVENTION.body
ANSWER = {
    "number": INVENTION.as_application,
    "data": {
        "title": "一种电池",
        "applicants": ["辽宁大学"],
        "filed": "2018-05-10",
        "state": "专利权有效",
        "pledges": [{"record": "Y1", "holder": "某银行", "since": "2024-01-05"}],
    },
}
OPS_ANSWER = """<ops:world-patent-data xmlns:ops="http://ops.epo.org">
<ops:patent-family legal="true"><ops:family-member>
<ops:legal code="GR01" desc="PATENT GRANT"><ops:L001EP>CN</ops:L001EP><ops:L007EP>2020-03-03</ops:L007EP>
<ops:L008EP>GR01</ops:L008EP></ops:legal>
<ops:legal code="CF01" desc="TERMINATION"><ops:L001EP>CN</ops:L001EP><ops:L007EP>2025-01-10</ops:L007EP>
<ops:L008EP>CF01</ops:L008EP><ops:L525EP>2024-05-10</ops:L525EP></ops:legal>
<ops:legal code="AK" desc="OTHER"><ops:L001EP>EP</ops:L001EP><ops:L007EP>2019-01-10</ops:L007EP></ops:legal>
</ops:family-member></ops:patent-family></ops:world-patent-data>"""


class Service(ThreadingHTTPServer):
    """`mood` decides how it behaves; `knocks` are the paths that were asked for."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.mood, self.knocks, self.released = "well", [], threading.Event()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.knocks.append(self.path)
        getattr(self, self.server.mood.split()[0])()

    def do_POST(self):
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if self.path == "/token":
            self.send(200, json.dumps({"access_token": "t", "expires_in": 1000}))
            return
        self.path = f"{self.path}/{text}"
        self.do_GET()

    def well(self):
        if KNOWN not in self.path:
            self.send(404, "{}")
        else:
            self.send(200, OPS_ANSWER if "/legal/" in self.path else json.dumps(ANSWER))

    def broken(self):
        self.send(int((self.server.mood + " 500").split()[1]), "oops")

    def recovering(self):
        self.server.mood = "well"
        self.broken()

    def garbage(self):
        self.send(200, "<<<")

    def bomb(self):
        self.send(200, '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')

    def another(self):
        self.send(200, json.dumps(ANSWER | {"number": "CN201711193877.7"}))

    def lapsed(self):
        self.send(200, json.dumps(ANSWER | {"data": ANSWER["data"] | {"state": "终止", "pledges": []}}))

    def absurd(self):
        self.send(200, json.dumps(ANSWER | {"data": {"filed": "the day before yesterday"}}))

    def huge(self):
        self.send(200, '"' + "a" * 2_000_100 + '"')

    def endless(self):
        """More than is read, and a hundred times as much promised: who wants all of it waits in vain."""
        self.send(200, "a" * 2_000_100, **{"Content-Length": "200000000"})
        self.server.released.wait(20)

    def redirecting(self):
        self.send(302, "", Location=f"{self.server.url}/secret")

    def hanging(self):
        self.server.released.wait(20)

    def dripping(self):
        self.send_response(200)
        self.end_headers()
        while not self.server.released.wait(0.02):
            self.wfile.write(b" ")

    def cut(self):
        self.connection.close()

    def send(self, status, text, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *parts):
        """Quiet."""


@contextmanager
def running():
    service = Service()
    thread = threading.Thread(target=service.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.released.set()
        service.shutdown()
        service.server_close()
        thread.join()
