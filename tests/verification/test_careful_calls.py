"""Calls to the outside are careful and patient: no private address, a deadline, pauses that grow, a rest."""

import datetime
import socket
import ssl
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.verification.clean_patent import INVENTION
from tests.verification.fake_service import running
from verification.registers.network import CallFailed, get, is_public, public_address
from verification.registers.patience import Breaker, Patience, RateLimit


@pytest.fixture
def service():
    with running() as service:
        yield service


def quick(**options):
    """The patience of production, without its pauses."""
    return Patience(limit=RateLimit(per_second=1000, sleep=lambda seconds: None), sleep=lambda seconds: None, **options)


def own_certificate(folder):
    """A certificate that nobody vouches for."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + datetime.timedelta(days=1))
    certificate = builder.sign(key, hashes.SHA256())
    path = folder / "own.pem"
    unlocked = serialization.NoEncryption()
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, unlocked)
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_a_certificate_that_nobody_vouches_for_is_not_believed(service, tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own_certificate(tmp_path))
    service.socket = context.wrap_socket(service.socket, server_side=True)
    with pytest.raises(CallFailed, match="SSLCertVerificationError"):
        get(service.url.replace("http:", "https:"), headers={}, seconds=5, allow_private=True)
    assert service.knocks == []


def test_a_handshake_that_never_comes_meets_the_deadline():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(CallFailed, match="没有完成答复"):
            get(url, headers={}, seconds=0.2, allow_private=True)


def test_no_more_is_read_than_is_used(service):
    service.mood = "endless"
    with pytest.raises(CallFailed, match="超过2 MB"):
        get(f"{service.url}/", headers={}, seconds=10, allow_private=True)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://example.org/", "http://user@example.org/", "http://", "http://a:x/"]
)
def test_only_plain_web_addresses_are_called(url):
    with pytest.raises(CallFailed, match="地址"):
        get(url, headers={}, seconds=1)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::", "ff02::1", "::127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b:1::a00:1", "fec0::1", "192.0.0.8",
    ],
)  # fmt: skip
def test_private_addresses_are_known_in_every_wrapping(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize("host", ["localhost", "0x7f.1", "2130706433", "127.1"])
def test_a_name_that_means_loopback_is_refused(host):
    with pytest.raises(CallFailed, match=r"内部网络地址|无法解析"):
        public_address(host, 80, seconds=5)


def test_a_name_with_one_private_address_is_refused_whole(monkeypatch):
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: both)
    with pytest.raises(CallFailed, match=r"10\.0\.0\.1"):
        public_address("rebinding.example", 80, seconds=5)


def test_the_name_is_resolved_once_and_the_checked_address_is_called(service, monkeypatch):
    resolve, asked = socket.getaddrinfo, []

    def counting(host, *args, **options):
        asked.append(host)
        return resolve("127.0.0.1" if host == "register.example" else host, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", counting)
    url = service.url.replace("127.0.0.1", "register.example") + f"/{INVENTION.normal}"
    assert get(url, headers={}, seconds=1, allow_private=True).status == 200
    assert asked.count("register.example") == 1


class Time:
    def __init__(self):
        self.now, self.slept = 1000.0, []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


def failing(again=True):
    def once():
        raise CallFailed("不行", again=again)

    return once


def test_pauses_grow_and_the_last_failure_is_told():
    time = Time()
    patience = Patience(tries=3, sleep=time.sleep, limit=RateLimit(per_second=1000, clock=time, sleep=time.sleep))
    with pytest.raises(CallFailed, match="不行"):
        patience.call(failing())
    first, second = (pause for pause in time.slept if pause > 0.1)
    assert 0.25 <= first <= 0.75 <= 2 * second <= 3.0


def test_what_will_not_get_better_is_not_tried_again():
    patience, tried = quick(), []
    with pytest.raises(CallFailed):
        patience.call(lambda: (tried.append(1), failing(again=False)()))
    assert len(tried) == 1


def test_after_five_failures_nobody_is_sent_until_the_source_has_rested():
    time, tried = Time(), []
    breaker = Breaker(failures_allowed=5, rest_seconds=60, clock=time)
    patience = quick(breaker=breaker, tries=1)

    def once():
        tried.append(1)
        failing()()

    for _ in range(8):
        with pytest.raises(CallFailed):
            patience.call(once)
    assert len(tried) == 5
    time.now += 61
    assert patience.call(lambda: "回来了") == "回来了"
    assert patience.call(lambda: "好") == "好"


def test_after_the_rest_one_tries_for_all():
    time = Time()
    breaker = Breaker(failures_allowed=1, rest_seconds=60, clock=time)
    breaker.failed()
    time.now += 61
    breaker.admit()
    with pytest.raises(CallFailed, match="暂停访问"):
        breaker.admit()


def test_a_burst_goes_at_once_and_the_rest_keeps_the_pace():
    time = Time()
    limit = RateLimit(per_second=2, burst=3, clock=time, sleep=time.sleep)
    for _ in range(5):
        limit.wait()
    assert time.slept == [0.5, 0.5]


def test_who_would_wait_too_long_is_sent_away():
    time = Time()
    limit = RateLimit(per_second=0.1, burst=1, longest_wait=5, clock=time, sleep=time.sleep)
    limit.wait()
    with pytest.raises(CallFailed, match="过于频繁"):
        limit.wait()


def test_a_resolver_that_never_answers_meets_the_deadline_of_the_call(monkeypatch):
    released = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: released.wait(20) and [])
    with pytest.raises(CallFailed, match="秒内没有解析"):
        get("http://slow.example/", headers={}, seconds=0.05)
    released.set()
