"""Reading a published fee table (industry × average amount and rate) that an administrator uploads.

Any unknown head is passed over; a row that cannot be read is told with its line and nothing of the file is taken.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from verification.classes import industries, industry_section
from verification.tables import read_table

INDUSTRY_HEADS = ("门类", "行业", "国民经济行业", "industry", "section")
AMOUNT_HEADS = {"平均许可金额（万元）": 10000, "平均金额（万元）": 10000, "平均许可金额（元）": 1, "amount_yuan": 1}
RATE_HEADS = ("平均提成费率（%）", "平均费率（%）", "平均许可费率（%）", "rate_percent")
MOST = 99_999_999  # of any figure, so that ten thousand times as much still has its place
COUNT_HEADS = ("合同数", "合同数量", "许可合同数", "contracts")


@dataclass(frozen=True)
class ReferenceRow:
    """One industry in one table: average amount in yuan, average rate in percent, how many contracts stand behind."""

    section: str
    amount: Decimal | None
    rate: Decimal | None
    contracts: int | None

    @property
    def industry(self) -> str:
        return industries()[self.section]


class BadReferenceTable(ValueError):  # noqa: N818 -- reads as the sentence it is
    """What is wrong with an uploaded fee table, line by line."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def read_reference_table(content: bytes, name: str) -> tuple[ReferenceRow, ...]:
    """The rows of an uploaded table. Raises BadTable or BadReferenceTable; then nothing is taken."""
    rows, faults = [], []
    for line, plain in enumerate(read_table(content, name), start=2):
        try:
            rows.append(_row(plain))
        except ValueError as fault:
            faults.append(f"第{line}行：{fault}")
    repeated = {row.section for row in rows if sum(row.section == other.section for other in rows) > 1}
    faults += [f"门类{industries()[section]}出现多次" for section in sorted(repeated)]
    if not rows and not faults:
        faults.append("表中没有数据行")
    if faults:
        raise BadReferenceTable(*faults)
    return tuple(rows)


def _row(plain: Mapping[str, Any]) -> ReferenceRow:
    industry = str(next((plain[head] for head in INDUSTRY_HEADS if plain.get(head)), ""))
    section = industry_section(industry)
    if section is None:
        raise ValueError(f"“门类”填“{industry}”，应为国民经济行业门类名称或代码（GB/T 4754-2017）")
    amount = next((_figure(plain[head], head) for head in AMOUNT_HEADS if plain.get(head) not in (None, "")), None)
    factor = next((factor for head, factor in AMOUNT_HEADS.items() if plain.get(head) not in (None, "")), 1)
    rate = next((_figure(plain[head], head) for head in RATE_HEADS if plain.get(head) not in (None, "")), None)
    count = next((_figure(plain[head], head) for head in COUNT_HEADS if plain.get(head) not in (None, "")), None)
    if amount is None and rate is None:
        raise ValueError("平均金额和平均费率至少填一项")
    if rate is not None and rate > 100:
        raise ValueError(f"平均费率{rate}超过100%")
    return ReferenceRow(
        section, None if amount is None else amount * factor, rate, None if count is None else int(count)
    )


def _figure(value: object, head: str) -> Decimal:
    try:
        figure = Decimal(str(value).replace(",", "").replace("，", "").removesuffix("%").strip())
    except InvalidOperation:
        raise ValueError(f"“{head}”填“{value}”，应为数字") from None
    if not figure.is_finite() or not 0 <= figure <= MOST:
        raise ValueError(f"“{head}”填“{value}”，应为不小于0、不大于{MOST}的数字")
    return figure
