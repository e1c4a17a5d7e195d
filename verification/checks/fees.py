"""Is the fee clear, and in line with what is usual? Only an unclear fee refuses; the rest prompts and guides."""

from decimal import Decimal

from verification.dossier import Dossier
from verification.findings import Evidence, Finding, Level
from verification.pricing import compare
from verification.rules import NATIONAL_PLAN, Rules

FEE_CLAUSE = f"{NATIONAL_PLAN} 三（一）2"
CAPS_CLAUSE = "专利审查指南第五部分第十一章"


def fee_is_clear(dossier: Dossier, rules: Rules) -> Finding | None:
    """A standard must be stated; 面议 is not one (国知办函运字〔2022〕448号: 许可使用费支付方式和标准)."""
    if dossier.fee.is_clear:
        return None
    said = f"，“{dossier.fee.text}”不是标准" if dossier.fee.text else ""
    sentence = f"许可使用费须写明支付方式和标准{said}"
    return Finding(Level.STOP, "fee_unclear", sentence, rules.clause("fee_unclear", f"{NATIONAL_PLAN} 三（一）1"))


def fixed_fee_under_the_usual_cap(dossier: Dossier, rules: Rules) -> Finding | None:
    """Fixed fees are generally not above 20 million yuan (专利审查指南第五部分第十一章); a prompt."""
    fixed, cap = dossier.fee.fixed, rules.fixed_fee_cap
    if fixed is None or cap is None or fixed <= cap:
        return None
    sentence = f"固定费用{_wan(fixed)}万元，一般不高于{_wan(cap)}万元；更高的建议采用其他许可方式"
    return Finding(Level.NOTE, "fee_cap", sentence, rules.clause("fee_cap", CAPS_CLAUSE), _fee(dossier))


def sales_royalty_under_the_usual_cap(dossier: Dossier, rules: Rules) -> Finding | None:
    """Royalties are generally not above 20 % of net sales (专利审查指南第五部分第十一章); a prompt."""
    rate, cap = dossier.fee.royalty_of_sales, rules.sales_royalty_cap
    if rate is None or cap is None or rate <= cap:
        return None
    sentence = f"提成为净销售额的{rate.normalize():f}%，一般不高于{cap.normalize():f}%"
    return Finding(Level.NOTE, "sales_cap", sentence, rules.clause("sales_cap", CAPS_CLAUSE), _fee(dossier))


def profit_royalty_under_the_usual_cap(dossier: Dossier, rules: Rules) -> Finding | None:
    """Royalties are generally not above 40 % of profit (专利审查指南第五部分第十一章); a prompt."""
    rate, cap = dossier.fee.royalty_of_profit, rules.profit_royalty_cap
    if rate is None or cap is None or rate <= cap:
        return None
    sentence = f"提成为利润的{rate.normalize():f}%，一般不高于{cap.normalize():f}%"
    return Finding(Level.NOTE, "profit_cap", sentence, rules.clause("profit_cap", CAPS_CLAUSE), _fee(dossier))


def fee_not_out_of_line(dossier: Dossier, rules: Rules) -> Finding | None:
    """Far from what the same industry pays: prompt and guide, never refuse (国知办函运字〔2022〕448号 三（一）2)."""
    prompts = [
        comparison
        for reference in dossier.references
        for comparison in compare(dossier.fee, reference, low=rules.low_factor, high=rules.high_factor)
        if comparison.is_out_of_line
    ]
    if not prompts:
        return None
    sentence = "；".join(comparison.sentence for comparison in prompts) + "。仅作提示，可说明理由后继续"
    evidence = _fee(dossier) + tuple(comparison.evidence for comparison in prompts)
    return Finding(Level.NOTE, "fee_out_of_line", sentence, rules.clause("fee_out_of_line", FEE_CLAUSE), evidence)


def _wan(yuan: Decimal) -> str:
    return f"{(yuan / 10000).normalize():f}"


def _fee(dossier: Dossier) -> tuple[Evidence, ...]:
    return (Evidence("许可使用费", dossier.fee.text, "声明"),)
