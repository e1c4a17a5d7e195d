"""What is kept for those who only read, and may be forgotten at any moment: a cache that is away turns nobody away."""

from django.core.cache import caches
from django.utils.connection import ConnectionProxy

reading = ConnectionProxy(caches, "reading")
