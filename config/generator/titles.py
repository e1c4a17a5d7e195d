"""Titles of invented patents: a thing, a trait and a class, put together. None of them exists."""

from config.generator.words import Draw

# Field → (main IPC class, industry section, things)
FIELDS = (
    ("H02P21/00", "C", ("永磁电机", "伺服电机", "风力发电机", "直流母线")),
    ("B23K26/36", "C", ("激光切割头", "焊接机器人", "薄板焊缝", "数控转台")),
    ("C22C38/04", "C", ("高强度汽车钢", "耐蚀不锈钢", "铸造镁合金", "模具钢")),
    ("A61K36/23", "Q", ("五味子提取物", "人参多糖", "中药口服制剂", "伤口敷料")),
    ("G06T7/00", "I", ("表面缺陷图像", "遥感影像", "医学影像", "车道线图像")),
    ("C02F3/30", "N", ("印染废水", "垃圾渗滤液", "养殖尾水", "含油污泥")),
    ("A01G31/02", "A", ("水稻育秧盘", "食用菌菌棒", "温室番茄", "茶园土壤")),
    ("E02D27/12", "E", ("装配式基础", "软土地基", "桥梁支座", "隧道衬砌")),
    ("G01N33/00", "M", ("粮食水分", "润滑油磨粒", "水中重金属", "混凝土强度")),
    ("H01M10/05", "C", ("锂离子电池", "固态电解质", "钠离子正极材料", "电池隔膜")),
)
TRAITS = ("", "基于视觉的", "低能耗", "模块化", "可在线监测的", "适于小批量生产的")
KINDS = ("及其控制方法", "的制备方法", "检测装置", "处理系统", "及其应用", "自动化生产线")


def invent(draw: Draw) -> tuple[str, str, str]:
    """Title, main class and industry section."""
    ipc, section, things = draw.chance.choice(FIELDS)
    trait, thing, kind = draw.chance.choice(TRAITS), draw.chance.choice(things), draw.chance.choice(KINDS)
    return f"一种{trait}{thing}{kind}", ipc, section
