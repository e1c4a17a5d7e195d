"""B6: more than a thousand words that are typed to run somewhere, put together from their parts."""

from itertools import product

from tests.fuzz.nasty import INJECTIONS

BREAKS = ("", '"', "'", '">', "'>", "</title>", "</textarea>", "-->", "]]>", "</script>")
TAGS = ("img src=x", "svg", "iframe", "video src=x", "body", "details open", "input autofocus", "math", "object data=x")
EVENTS = ("onload", "onerror", "ontoggle", "onfocus", "OnMouseOver", "onpointerenter", "onanimationstart")
SCHEMES = ("javascript:", "JaVaScRiPt:", "java\tscript:", " javascript:", "data:text/html,", "vbscript:")
ADDRESSES = ("{}alert(1)", "<a href='{}alert(1)'>x</a>", '<form action="{}alert(1)">', '<iframe src="{}alert(1)">')
STARTS = ("=", "+", "-", "@", "\t=", " =", "\u00a0=", "\u3000=", "＝", "＋", "－", "＠", "|", "%")
FORMULAS = (
    'HYPERLINK("http://evil.example","x")',
    "cmd|' /C calc'!A0",
    "SUM(1+1)",
    'WEBSERVICE("http://evil.example")',
)
LINES = ("\r\n", "\n", "\r", "%0d%0a", "\u2028", "\x0b")
HEADERS = ("Set-Cookie: evil=1", "Bcc: victim@example.cn", "Location: http://evil.example", "Content-Type: text/html")
STATEMENTS = (
    "OR 1=1",
    "; DROP TABLE tenancy_user",
    "UNION SELECT NULL",
    "AND pg_sleep(9) IS NULL",
    "); TRUNCATE audit_event",
)
QUOTES = ("'", '"', "')", "\\'", "%' ", "$$", "/**/", "1 ")
TEMPLATES = ("{{{{{}}}}}", "{{% {} %}}", "${{{}}}", "#{{{}}}", "<%= {} %>", "%({})s", "{{{}.__class__}}")
NAMES = ("7*7", "settings", "request", "self", "debug")
CLIMBS = ("../", "..\\", "%2e%2e%2f", "....//", "/", "file:///")
TARGETS = ("etc/passwd", "windows/win.ini", "proc/self/environ", ".env", "media/private/platform.p12")


def composed() -> list[str]:
    told = [f"{closed}<{tag} {event}=alert(1)>" for closed, tag, event in product(BREAKS, TAGS, EVENTS)]
    told += [closed + where.format(scheme) for closed, where, scheme in product(BREAKS, ADDRESSES, SCHEMES)]
    told += [start + formula for start, formula in product(STARTS, FORMULAS)]
    told += [f"x{line}{header}" for line, header in product(LINES, HEADERS)]
    told += [f"{quote} {statement} --" for quote, statement in product(QUOTES, STATEMENTS)]
    told += [template.format(name) for template, name in product(TEMPLATES, NAMES)]
    told += [climb * 5 + target for climb, target in product(CLIMBS, TARGETS)]
    return told


def payloads(*, every: int) -> list[str]:
    """All of them, or one in so many: always some of those put down by hand, and of each kind of the others."""
    by_hand = [said for said in INJECTIONS if said.strip()]
    return by_hand[::every] + composed()[:: every if every == 1 else every * 40]
