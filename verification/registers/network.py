"""One careful way to call out: no private address, no redirect, no endless answer, a deadline for the whole call.

The name is resolved once, every address it has must be public, and the connection goes to the address that was
checked; a name that changes its address in between gains nothing.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from urllib.parse import urlsplit

MAX_ANSWER = 2_000_000
NAT64 = ipaddress.ip_network("64:ff9b::/96")
UNICAST = ipaddress.ip_network("2000::/3")  # all of IPv6 that is given out; the rest is reserved, local or a wrapping
PROTOCOLS = ipaddress.ip_network("192.0.0.0/24")


class CallFailed(Exception):  # noqa: N818 -- reads as the sentence it is
    """The call brought nothing usable. `again` tells whether another try may help."""

    def __init__(self, sentence: str, *, again: bool) -> None:
        super().__init__(sentence)
        self.sentence, self.again = sentence, again


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes


def public_address(host: str, port: int, *, seconds: float, allow_private: bool = False) -> tuple[str, int]:
    """The address to connect to. Raises CallFailed if the name has any address that is not public."""
    addresses = _resolved(host, port, seconds)
    blocked = [address for address in addresses if not is_public(address)]
    if blocked and not allow_private:
        raise CallFailed(f"{host} 指向内部网络地址 {blocked[0]}，已拒绝连接", again=False)
    return addresses[0], port


def _resolved(host: str, port: int, seconds: float) -> list[str]:
    """The addresses of a name. The resolver of the system knows no deadline, so another thread waits for it."""
    found: SimpleQueue[list[str] | Exception] = SimpleQueue()
    threading.Thread(target=_resolve, args=(host, port, found), daemon=True).start()
    try:
        answer = found.get(timeout=seconds)
    except Empty as fault:
        raise CallFailed(f"域名 {host} 在{seconds:g}秒内没有解析", again=True) from fault
    if isinstance(answer, Exception):
        raise CallFailed(f"域名 {host} 无法解析", again=True) from answer
    return answer


def _resolve(host: str, port: int, found: "SimpleQueue[list[str] | Exception]") -> None:
    try:
        found.put([str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)])
    except (OSError, UnicodeError) as fault:
        found.put(fault)


def is_public(address: str) -> bool:
    """Whether an address lies in the open internet, also behind the wrappings of IPv6."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        wrapped = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if ip in NAT64:
            wrapped = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if wrapped:
            return is_public(str(wrapped))
        return ip in UNICAST and ip.is_global
    return ip.is_global and not ip.is_multicast and ip not in PROTOCOLS


def get(url: str, *, headers: Mapping[str, str], seconds: float, allow_private: bool = False) -> Reply:
    """Fetch a page within so many seconds, from first byte to last. Raises CallFailed."""
    parts = urlsplit(url)
    try:
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as fault:
        raise CallFailed(f"地址 {url} 无效", again=False) from fault
    if parts.scheme not in {"http", "https"} or not host or parts.username:
        raise CallFailed(f"地址 {url} 不是可用的 http(s) 地址", again=False)
    until = time.monotonic() + seconds
    address = public_address(host, port, seconds=seconds, allow_private=allow_private)
    left = max(until - time.monotonic(), 0.001)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        return _exchange(_connection(parts.scheme, host, address, left), target, headers, left)
    except TimeoutError as fault:
        raise CallFailed(f"{seconds:g}秒内没有完成答复", again=True) from fault


class _Pinned(http.client.HTTPConnection):
    """Connects to the checked address, speaks to the named host."""

    def __init__(self, host: str, address: tuple[str, int], seconds: float) -> None:
        super().__init__(host, address[1], timeout=seconds)
        self._address = address
        self.line: socket.socket | None = None  # stays ours when the answer takes `sock` over

    def connect(self) -> None:
        self.sock = self.line = socket.create_connection(self._address, self.timeout)


class _PinnedTLS(_Pinned):
    """The same with TLS; the certificate must be that of the named host."""

    default_port = 443

    def connect(self) -> None:
        super().connect()
        context = ssl.create_default_context()
        secure = context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock = self.line = secure
        secure.do_handshake()


def _connection(scheme: str, host: str, address: tuple[str, int], seconds: float) -> _Pinned:
    return (_PinnedTLS if scheme == "https" else _Pinned)(host, address, seconds)


def _exchange(connection: _Pinned, target: str, headers: Mapping[str, str], seconds: float) -> Reply:
    """Question and answer. Raises TimeoutError when the seconds are over, CallFailed for the rest."""
    late = threading.Event()
    timer = threading.Timer(seconds, _cut, (connection, late))
    timer.daemon = True
    timer.start()
    try:
        connection.request("GET", target, headers=dict(headers))
        response = connection.getresponse()
        body = response.read(MAX_ANSWER + 1)
    except (OSError, http.client.HTTPException, ValueError) as fault:
        if late.is_set() or isinstance(fault, TimeoutError):
            raise TimeoutError from fault
        raise CallFailed(f"连接中断（{type(fault).__name__}）", again=True) from fault
    finally:
        timer.cancel()
        connection.close()
    if late.is_set():
        raise TimeoutError
    if len(body) > MAX_ANSWER:
        raise CallFailed(f"答复超过{MAX_ANSWER // 1_000_000} MB，未采用", again=False)
    return Reply(response.status, body)


def _cut(connection: _Pinned, late: threading.Event) -> None:
    """A peer that sends one byte a second keeps every single read alive; the deadline ends the whole call."""
    late.set()
    if connection.line is not None:
        with contextlib.suppress(OSError):  # closed by itself in the meantime
            connection.line.shutdown(socket.SHUT_RDWR)
