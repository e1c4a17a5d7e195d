"""The cache answers as Django's own does, and makes no client anew."""

from django.core.cache import cache, caches


def test_one_client_asks_all_questions(request):
    key = request.node.name
    before = caches["default"]._cache.get_client()
    assert cache.add(key, 1, timeout=60)
    assert [cache.incr(key), cache.get(key), cache.add(key, 9, timeout=60)] == [2, 2, False]
    assert cache.delete(key)
    assert caches["default"]._cache.get_client(key, write=True) is before
