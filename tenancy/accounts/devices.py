"""A browser in the words a person would use: what it calls itself is a riddle of names it is not."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Signs = Sequence[tuple[str, str | Promise]]

# The first sign that is there decides: each later browser also carries the names of those it imitates.
BROWSERS: Signs = (
    ("MicroMessenger/", gettext_lazy("微信")),
    ("DingTalk/", gettext_lazy("钉钉")),
    ("Edg", "Edge"),
    ("QQBrowser/", gettext_lazy("QQ浏览器")),
    ("QIHU", gettext_lazy("360浏览器")),
    ("360SE", gettext_lazy("360浏览器")),
    ("UBrowser/", gettext_lazy("UC浏览器")),
    ("UCBrowser/", gettext_lazy("UC浏览器")),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS: Signs = (
    ("HarmonyOS", gettext_lazy("鸿蒙")),
    ("OpenHarmony", gettext_lazy("鸿蒙")),
    ("Android", gettext_lazy("安卓")),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("UOS", gettext_lazy("统信")),
    ("Kylin", gettext_lazy("麒麟")),
    ("Linux", "Linux"),
)


def device_of(user_agent: str) -> str:
    """Browser and system, such as 「Chrome，Windows」; a program that names neither is an unknown one."""
    named = [str(word) for word in (_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)) if word]
    return "，".join(named) or _("未知浏览器")


def _first(signs: Signs, user_agent: str) -> str | Promise | None:
    return next((word for sign, word in signs if sign in user_agent), None)
