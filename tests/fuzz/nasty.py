"""What nobody honest types: one list for all cases."""

import random

CHINESE = [
    "𠮷田式电机",
    "买买提·吐尔逊",
    "ＺＬ２０１７１１１９３８７７．７",
    "右至左\u202e标记",
    "零\u200b宽\u200d字",
    "锟斤拷烫烫烫",
    "繁體專利權人",
    "e\u0301与é",
    "㈠①Ⅳ",
    "🀄️🧧",
    "\ufeff带头标",
    "\u3000全角空格\u3000",
    "叠" * 300,
]
INJECTIONS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "';DROP TABLE tenancy_user;--",
    "' OR '1'='1",
    "{{7*7}}{% debug %}",
    "${7*7}",
    '=HYPERLINK("http://evil.example","x")',
    "+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "\t=1+1",
    "\r\nSet-Cookie: evil=1",
    "\r\nBcc: victim@example.cn",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
    "<![CDATA[x]]>",
    "]]>",
    "%0d%0aX: y",
    "%s%s%s%n",
    "%(name)s %d",
    "</textarea></title></script>",
    "<svg/onload=alert(1)>",
    "<a href='data:text/html,x'>x</a>",
    "\\u003cscript\\u003e",
    "&lt;script&gt;",
    '{"__proto__":{}}',
    "file:///etc/passwd",
    "http://169.254.169.254/latest/meta-data/",
]
FIGURES = [
    "",
    " ",
    "0",
    "-1",
    "1e999999",
    "NaN",
    "Infinity",
    "²",
    "٣",
    "１２",
    "0x10",
    "1,000",
    "9" * 30,
    "9" * 5000,
    "2147483648",
    "9223372036854775808",
    "0.1.2",
    "1.005",
    "一百",
    "五万元",
]
DAYS = [
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "2026-13-01",
    "20260101",
    "2026/1/1",
    "二〇二六年",
    "24:00",
    "1970-01-01T00:00:00+23:59",
]
BYTES = ["\x00", "a\x00b", "\x08", "\x1f", "\x7f", "\ud800", "\ufffe", "a" * 65_536, "\u202e", "\x0b"]
TREES = ["[]", "{}", "null", "[[[[[[[[[[]]]]]]]]]]", "true", "[1", '{"a":']
ALL = [*CHINESE, *INJECTIONS, *FIGURES, *DAYS, *BYTES, *TREES]


def pick(chance: random.Random) -> str:
    return chance.choice(ALL)
