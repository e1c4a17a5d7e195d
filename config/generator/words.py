"""The pools that names are drawn from, and the draws. The same seed gives the same names in the same order."""

from dataclasses import dataclass, field
from random import Random

from tenancy import credit_codes
from tenancy.models import Region

SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗郑梁宋谢唐许邓韩冯曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华建国志宏晓东海燕春梅雪松文博子涵雨桐思远佳宁"
FIRM_FIRST = [
    "晨光",
    "海蓝",
    "博远",
    "瑞丰",
    "科澜",
    "天工",
    "恒达",
    "新纪",
    "云峰",
    "金石",
    "凌志",
    "华辰",
    "启明",
    "东篱",
    "百川",
    "锦程",
    "宏图",
    "卓越",
    "德润",
    "清源",
]
FIRM_SECOND = [
    "精密",
    "智能",
    "新材",
    "光电",
    "环保",
    "生物",
    "数控",
    "轴承",
    "传感",
    "能源",
    "装备",
    "医疗",
    "电子",
    "化工",
    "软件",
    "农业",
    "机电",
    "检测",
]
FIRM_THIRD = ["科技", "制造", "技术", "设备", "仪器", "工程"]
GROUPS = ["重工", "机床", "化工", "冶金", "电力装备", "船舶", "轨道交通", "矿山机械"]
FIELDS = [
    "先进材料",
    "智能装备",
    "农业科学",
    "海洋工程",
    "生物医药",
    "能源动力",
    "测试技术",
    "水利",
    "环境科学",
    "轻工",
]
SCHOOLS = ["理工大学", "科技大学", "工业学院", "农业大学", "医科大学", "工程大学", "职业技术学院", "交通大学"]
SCHOOL_PREFIX = ["北辰", "明德", "求是", "弘毅", "知新", "致远", "文渊", "博雅"]
ENDINGS = ["市", "自治州", "地区", "林区", "示范区", "港区", "区", "县"]


@dataclass
class Draw:
    """Names from one stream of chance; no organisation name is given out twice."""

    chance: Random
    taken: set[str] = field(default_factory=set)

    def person(self) -> str:
        given = "".join(self.chance.sample(GIVEN, self.chance.choice((1, 2, 2))))
        return self.chance.choice(SURNAMES) + given

    def mobile(self) -> str:
        return f"1{self.chance.choice((38, 39, 50, 59, 86, 88))}{self.chance.randrange(10**8):08d}"

    def university(self, city: Region) -> str:
        return self._once(lambda: f"{short(city)}{self._of(SCHOOL_PREFIX)}{self._of(SCHOOLS)}")

    def institute(self, city: Region) -> str:
        return self._once(lambda: f"{short(city)}{self._of(FIRM_FIRST)}{self._of(FIELDS)}研究院")

    def state_firm(self, city: Region) -> str:
        return self._once(lambda: f"{short(city)}{self._of(FIRM_FIRST)}{self._of(GROUPS)}集团有限公司")

    def private_firm(self, city: Region) -> str:
        return self._once(
            lambda: f"{short(city)}{self._of(FIRM_FIRST)}{self._of(FIRM_SECOND)}{self._of(FIRM_THIRD)}有限公司"
        )

    def public_body(self, city: Region) -> str:
        return self._once(lambda: f"{short(city)}{self._of(FIRM_FIRST)}{self._of(FIELDS)}技术推广中心")

    def credit_code(self, beginning: str, region: Region) -> str:
        free = "".join(self.chance.choices(credit_codes.ALPHABET, k=6))
        division = region.division_code or (region.parent.division_code if region.parent else "")
        return credit_codes.complete(beginning, division, f"MA{free}")

    def _of(self, pool: list[str]) -> str:
        return self.chance.choice(pool)

    def _once(self, draw) -> str:  # type: ignore[no-untyped-def]
        """After many clashes the pool is used up, and a number tells namesakes apart."""
        for _attempt in range(20):
            name = draw()
            if name not in self.taken:
                break
        else:
            stem, number = name, 2
            while name in self.taken:
                name, number = f"{stem}（{number}）", number + 1
        self.taken.add(name)
        return str(name)


def short(region: Region) -> str:
    """沈阳市 → 沈阳, as organisations carry it in their names."""
    for ending in ENDINGS:
        if region.name.endswith(ending) and len(region.name) > len(ending) + 1:
            return region.name.removesuffix(ending)
    return region.name
