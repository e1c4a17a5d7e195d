"""Which places the words of a use name: 广东省深圳市, but also 广东深圳 or 境外, which lack the sign of their kind."""

import re
from collections.abc import Iterator

# 和平区, 和田 and 中华人民共和国 have the sign in their names.
APART = re.compile(r"[、，,;；\s]+|(?<=[省市区县州盟旗])(?:[及与或]|和(?![平田龙县顺政静硕布林]))")
EMPTY = re.compile(r"全国|中国|中华人民共和国|行政区域|区域|地区|辖区|各[省市区县]+")
# 州 is the sign of 自治州, and a part of the name in 杭州市 and 金州区.
NAME = r"(?:[^省市区县州盟旗、，,;；（）()\s]|州(?=[市区县]))+?"
PLACE = re.compile(rf"{NAME}(?:自治[区州县旗]|[省区县盟旗]|州(?![市区县])|市(?![场政民郊]))")

# Provinces by their short names, and the cities that people name without their sign.
MUNICIPALITIES = "北京 天津 上海 重庆"
PROVINCES = (
    "河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海"
)
REGIONS = {"内蒙古": "内蒙古自治区", "广西": "广西壮族自治区", "西藏": "西藏自治区", "宁夏": "宁夏回族自治区"} | {
    "新疆": "新疆维吾尔自治区"
}
CITIES = (
    "深圳 广州 珠海 佛山 东莞 石家庄 太原 呼和浩特 沈阳 大连 长春 哈尔滨 南京 苏州 无锡 杭州 宁波 温州 合肥 福州 厦门 "
    "南昌 济南 青岛 烟台 郑州 洛阳 武汉 长沙 南宁 海口 成都 贵阳 昆明 拉萨 西安 兰州 西宁 银川 乌鲁木齐"
)
ABROAD = (
    "境外 国外 海外 外国 全球 香港 澳门 台湾 美国 日本 韩国 朝鲜 德国 法国 英国 俄罗斯 印度 越南 泰国 马来西亚 新加坡 "
    "加拿大 澳大利亚 巴西 墨西哥 意大利 西班牙 欧洲 欧盟 北美 南美 非洲 东南亚"
)
# 南京北街 is a street of Shenyang, 浑河南岸 the bank of a river; 广东省 has its sign and needs no second look.
STREET = r"[东南西北中]?(?:路|街|大街|大道|道|巷|胡同|广场|大厦|桥|岸|侧|省|市|自治区|壮族|回族|维吾尔)"


def _any_of(words: str) -> re.Pattern[str]:
    return re.compile(f"(?:{words.replace(' ', '|')})(?!{STREET})")


SHORT = {
    **{name: f"{name}市" for name in (*MUNICIPALITIES.split(), *CITIES.split())},
    **{name: f"{name}省" for name in PROVINCES.split()},
    **REGIONS,
}
OUTSIDE, WITHOUT_SIGN = _any_of(ABROAD), _any_of(" ".join(SHORT))


def is_abroad(words: str) -> bool:
    """A Chinese patent has no effect there, whatever its territory says."""
    return OUTSIDE.search(words) is not None


def places_of(words: str) -> frozenset[str]:
    """The places that words name, each with the sign of its kind: 广东省深圳市南山区 names three."""
    return frozenset(PLACE.findall(EMPTY.sub("", words)))


def spots_of(words: str) -> Iterator[frozenset[str]]:
    """Each spot by the places that name it: 沈阳市和平区、大连市 are two, and 广东 without its sign is one."""
    yield from filter(None, map(places_of, APART.split(words)))
    yield from (frozenset({SHORT[found]}) for found in WITHOUT_SIGN.findall(words))
