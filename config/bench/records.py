# ruff: noqa: E501 -- the statements read better with their lists in one piece
"""Published records by the hundred thousand, set-wise, straight into the register of a measuring database.

They satisfy every constraint of the register, and its triggers keep its counters; there is nothing behind them.
"""

import psycopg

CHUNK = 20_000
# One draw per record and question, always the same: hashes of the record's own number.
DRAWN = """
CREATE TEMP TABLE drawn AS
SELECT n, c.*, h.owner, h.thing, o.owner_types[1 + h.owner % 5] AS owner_type,
    o.types[1 + (h.mix % 10) / 5 + (h.mix % 30) / 27] AS patent_type, 1 + (h.mix % 10) / 5 + (h.mix % 30) / 27 AS digit,
    '一种' || o.traits[1 + h.mix % 6] || o.things[1 + h.thing % 40] || '（'
        || substr(o.signs, 1 + h.a % 64, 1) || substr(o.signs, 1 + h.b % 64, 1) || substr(o.signs, 1 + h.c % 64, 1)
        || '型）' || o.kinds[1 + h.kind % 6] AS title,
    replace(c.city_name, '市', '') || substr(o.signs, 1 + h.owner % 64, 1)
        || substr(o.signs, 1 + h.owner / 64 % 64, 1) || o.fields[1 + h.owner % 8]
        || CASE h.owner % 5 WHEN 0 THEN '大学' ELSE '科技有限公司' END AS owner_names,
    o.ipcs[1 + h.thing % 40 / 4] AS ipc, o.industries[1 + h.thing % 40 / 4] AS industry,
    CASE WHEN h.fee % 10 < 3 THEN 'free' WHEN h.fee % 10 < 7 THEN 'lump_sum' ELSE 'royalty' END AS fee_kind,
    CASE WHEN h.fee % 10 < 3 THEN 0 WHEN h.fee % 10 < 7 THEN 1000 * (1 + h.fee / 10 % 500) END AS fee_amount,
    o.months[1 + h.kind % 5] AS months,
    CASE WHEN h.fate % 100 < 90 THEN 'active' WHEN h.fate % 100 < 95 THEN 'withdrawn' WHEN h.fate % 100 < 98
        THEN 'expired' WHEN h.fate % 100 < 99 THEN 'suspended' ELSE 'notice' END AS state,
    now() - interval '700 days' * (1 - n::float / :size) - interval '1 hour'
        - CASE WHEN h.fate % 11 = 0 THEN interval '1 day' * (h.fate / 100 % 600) ELSE interval '0' END AS published_at
FROM generate_series(:first::int, :last::int) AS n
CROSS JOIN (SELECT
    ARRAY['invention', 'utility_model', 'design'] AS types,
    ARRAY['university', 'private_enterprise', 'private_enterprise', 'state_enterprise', 'institute'] AS owner_types,
    ARRAY['', '基于视觉的', '低能耗', '模块化', '可在线监测的', '适于小批量生产的'] AS traits,
    ARRAY['永磁电机', '伺服电机', '风力发电机', '直流母线', '激光切割头', '焊接机器人', '薄板焊缝', '数控转台', '高强度汽车钢',
        '耐蚀不锈钢', '铸造镁合金', '模具钢', '五味子提取物', '人参多糖', '中药口服制剂', '伤口敷料', '表面缺陷图像', '遥感影像',
        '医学影像', '车道线图像', '印染废水', '垃圾渗滤液', '养殖尾水', '含油污泥', '水稻育秧盘', '食用菌菌棒', '温室番茄',
        '茶园土壤', '装配式基础', '软土地基', '桥梁支座', '隧道衬砌', '粮食水分', '润滑油磨粒', '水中重金属', '混凝土强度',
        '锂离子电池', '固态电解质', '钠离子正极材料', '电池隔膜'] AS things,
    ARRAY['及其控制方法', '的制备方法', '检测装置', '处理系统', '及其应用', '自动化生产线'] AS kinds,
    ARRAY['精密', '智能', '新材', '光电', '环保', '生物', '数控', '轴承'] AS fields,
    ARRAY['H02P21/00', 'B23K26/36', 'C22C38/04', 'A61K36/23', 'G06T7/00', 'C02F3/30', 'A01G31/02', 'E02D27/12',
        'G01N33/00', 'H01M10/05'] AS ipcs,
    ARRAY['C', 'C', 'C', 'Q', 'I', 'N', 'A', 'E', 'M', 'C'] AS industries,
    ARRAY[12, 24, 36, 60, 120] AS months,
    '晨光海蓝博远瑞丰科澜天工恒达新纪云峰金石凌志华辰启明东篱百川锦程宏图卓越德润清源北弘毅知文渊雅求是致立信诚安康泰和顺兴隆盛昌宁嘉' AS signs
) AS o
CROSS JOIN LATERAL (SELECT (hashint4(n) & 2147483647) AS thing, (hashint4(n + 1000000007) & 2147483647) AS mix,
    (hashint4(n * 3 + 5) & 2147483647) AS a, (hashint4(n * 5 + 7) & 2147483647) AS b, (hashint4(n * 7 + 11) & 2147483647) AS c,
    (hashint4(n % 9973) & 2147483647) AS owner, (hashint4(n * 11 + 13) & 2147483647) AS fee, (hashint4(n * 13 + 17) & 2147483647) AS kind,
    (hashint4(n * 17 + 19) & 2147483647) AS fate) AS h
JOIN cities AS c ON c.place = h.owner % (SELECT count(*) FROM cities)
"""
CITIES = """
CREATE TEMP TABLE cities AS
SELECT row_number() OVER (ORDER BY r.code) - 1 AS place, r.province_id, p.slug, r.path AS region_path, r.code AS city_code,
    r.name AS city_name, 1 + dense_rank() OVER (ORDER BY r.province_id) AS announcement_offset
FROM tenancy_region AS r JOIN tenancy_province AS p ON p.id = r.province_id
WHERE r.level = 'city' AND p.slug IN ('ln', 'hb', 'ha', 'zj')
"""
STATEMENTS = (
    """
    INSERT INTO publication_announcement (id, province_id, number, kind, title, publisher, record_count, effective_at)
    SELECT :first + announcement_offset, province_id, upper(slug) || '-GG-2026-' || lpad(:first::text, 8, '0'),
        'publication', '公告', '知识产权局', count(*), max(published_at)
    FROM drawn GROUP BY province_id, slug, announcement_offset
    """,
    """
    INSERT INTO publication_record (id, number, province_id, scheme, statutory_number, mode, patent_number, patent_type,
        is_application, title, owner_names, owner_type, region_path, region_name, city_code, city_name, ipc, industry,
        fee_kind, fee_amount, fee_sentence, term_from, term_to, term_months, territory, contact_shown, publisher, state,
        current_id, announcement_id, published_at, changed_at, withdrawn_from, is_imported)
    SELECT n, upper(slug) || '2026' || lpad(n::text, 7, '0'), province_id, 'pilot', '', 'open_licence',
        '2019' || digit || lpad(n::text, 7, '0') || '.' || n % 10, patent_type, false, title, owner_names, owner_type,
        region_path, city_name, city_code, city_name, ipc, industry, fee_kind, fee_amount,
        CASE fee_kind WHEN 'free' THEN '许可期限内免费实施。'
            WHEN 'royalty' THEN '采用提成方式，按合同产品净销售额的2%提取，每年度结算一次。'
            ELSE '采用一次总付的方式，在合同生效后30日内一次性全额支付所有使用费' || fee_amount || '元。' END,
        current_date - 30, current_date + 30 * months, months, '全国', '技术转移中心 024-80000000', '知识产权局', state,
        n, :first + announcement_offset, published_at, published_at,
        CASE WHEN state IN ('withdrawn', 'notice') THEN published_at + interval '10 days' END, false
    FROM drawn
    """,
    """
    INSERT INTO publication_version (id, record_id, number, announcement_id, title, owners, terms, fee_sentence,
        term_from, term_to, territory, contact_shown, publisher, summary, reason, digest, effective_at)
    SELECT d.n, d.n, 1, r.announcement_id, r.title,
        jsonb_build_array(jsonb_build_object('name', r.owner_names, 'credit_code', '', 'owner_type', r.owner_type)),
        CASE r.fee_kind WHEN 'free' THEN '{"kind": "free"}'::jsonb WHEN 'royalty' THEN '{"kind": "royalty", "rate": "2"}'
            ELSE jsonb_build_object('kind', 'lump_sum', 'amount', d.fee_amount::text) END,
        r.fee_sentence, r.term_from, r.term_to, r.territory, r.contact_shown, r.publisher, '', '',
        encode(sha256(r.number::bytea), 'hex'), r.published_at
    FROM drawn AS d JOIN publication_record AS r ON r.id = d.n
    """,
    """
    INSERT INTO publication_change (record_id, province_id, op, version, announcement_id, ground, sentence, notice_rule,
        effective_at)
    SELECT n, province_id, 'published', 1, :first + announcement_offset, '', '', '', published_at FROM drawn
    """,
)
TABLES = ("publication_record", "publication_version", "publication_announcement")


def fill(connection: psycopg.Connection, size: int) -> None:
    """`size` records, a transaction per chunk; `connection` belongs to the superuser and commits by itself.

    References are right by construction and not checked row by row; the index of pairs is built at the end.
    """
    [(pairs,)] = connection.execute("SELECT pg_get_indexdef('record_grams'::regclass)").fetchall()
    connection.execute("DROP INDEX record_grams")
    connection.execute("ALTER TABLE publication_record ENABLE ALWAYS TRIGGER publication_count_new")
    connection.execute("SET session_replication_role = replica")
    connection.execute("SET synchronous_commit = off")
    connection.execute(CITIES)
    for first in range(1, size + 1, CHUNK):
        with connection.transaction():
            for statement in (DRAWN, *STATEMENTS, "DROP TABLE drawn"):
                connection.execute(told(statement, first=first, last=min(size, first + CHUNK - 1), size=size))
    for table in TABLES:
        connection.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")  # noqa: S608
    connection.execute(pairs)
    connection.execute("VACUUM (ANALYZE)")


def told(statement: str, **numbers: int) -> bytes:
    """A statement with its numbers in place of :name; CREATE TABLE AS takes no parameters."""
    for name, number in numbers.items():
        statement = statement.replace(f":{name}", str(number))
    return statement.encode()
