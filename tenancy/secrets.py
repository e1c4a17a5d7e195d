"""Secrets at rest: readable only with the key of the server. An old key still opens what it closed."""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"at-rest:" + str(key).encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def close(text: str) -> str:
    return _box().encrypt(text.encode()).decode()


def open_again(closed: str) -> str:
    return _box().decrypt(closed.encode()).decode()
