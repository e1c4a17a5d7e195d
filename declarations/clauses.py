"""The clause behind each question: document, clause, its words, and since when it holds (F012)."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenancy.policy import Policy, Rule

# Question → the parameter that demands it. What no rule demands says so itself.
ASKED_BY = {
    "patent_number": "public_items",
    "is_application": "applications_accepted",
    "title": "public_items",
    "filed_on": "term_within_patent",
    "granted_on": "applications_accepted",
    "owners": "public_items",
    "name": "public_items",
    "credit_code": "public_items",
    "kind": "fee_kinds",
    "fee": "public_items",
    "mode": "modes",
    "starts_on": "public_items",
    "ends_on": "min_term_months",
    "territory": "territory_required",
    "contact_name": "public_items",
    "contact_phone": "public_items",
    "contact_email": "public_items",
    "pledgee_consents": "checks",
    "commitments": "promises",
    "acknowledgement": "acknowledgement",
    "evaluation_report": "evaluation_report",
    "search_report": "evaluation_report",
    "sealed_form": "form_template",
}


def clause_of(policy: Policy, question: str) -> str:
    """What stands behind a question, in a sentence or two. Never empty."""
    key = ASKED_BY.get(question)
    if key is None:
        return str(OWN_WISHES.get(question, "")) or say(policy.explain("form_fields"))
    return say(policy.explain(key))


def say(rule: Rule) -> str:
    """《…》四（一）1，自2022-07-15起施行：“…”。"""
    if rule.document is None:
        return _("本省没有另行规定，按平台缺省办理：%s。") % "；".join(rule.lines)
    since = _("，自%s起施行") % rule.effective_from if rule.effective_from else ""
    words = f"：“{rule.row.quote}”" if rule.row and rule.row.quote else "。"
    title = f"《{rule.document.title}》" if rule.document.number else ""
    return f"{title}{rule.citation}{since}{words}"


OWN_WISHES: dict[str, str | Promise] = {
    "classification": gettext_lazy("文件未要求；供检索和匹配使用，可以不填。"),
    "industry": gettext_lazy("文件未要求；供按行业检索和统计使用，可以不填。"),
    "summary": gettext_lazy("文件未要求；供有意实施的单位了解技术，可以不填。"),
    "fee_basis": gettext_lazy("文件未要求公开；供审核时了解计费依据，可以不填。"),
    "contact_public": gettext_lazy("《个人信息保护法》第二十五条：不得公开个人信息，取得个人单独同意的除外。"),
    "service": gettext_lazy("文件未要求；《民法典》第八百五十条：不得以搭售服务限制对方，只供对方自愿选择，可以不填。"),
    "service_price": gettext_lazy("文件未要求；与许可使用费分开标明，不计入使用费和统计金额。"),
    "state_asset": gettext_lazy("《促进科技成果转化法》第十八条：可自主决定许可；涉及国有资产处置的如实说明。"),
    "email": gettext_lazy("《专利法》第十四条、审查指南第五部分第十一章：共有专利须经全体共有人同意；用于发送征询。"),
    "owner_type": gettext_lazy("统计用：月报按权利主体类型计数。"),
    "pledgee": gettext_lazy("质押专利须经质权人同意（《民法典》第四百四十四条）。"),
}
