"""填写样例: the province's form filled in by an example, beside the empty one (U03). All of it is made up."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declarations import summary
from declarations.forms.simple import own_items
from declarations.models import Declaration
from declarations.printed import Part, Sheet, official_sheet
from declarations.promises import promises_of
from declarations.sections import ALL
from tenancy.models import Province
from tenancy.policy import policy_of
from verification.numbers import check_digit

SERIAL = "201910000001"
SAMPLE = {
    "patent_number": f"{SERIAL}.{check_digit(SERIAL)}",
    "title": "一种样例装置及其控制方法",
    "filed_on": date(2019, 1, 2),
    "granted_on": date(2021, 3, 5),
    "classification": "H02P21/00",
    "industry": "C",
    "summary": "用两三句话说明解决什么问题、用在什么产品上、有什么效果。",
    "fee": {"kind": "entry_fee_royalty", "entry_fee": "20000", "rate": "3", "base": "net_sales"},
    "starts_on": date(2026, 1, 1),
    "ends_on": date(2028, 12, 31),
    "territory": "全国",
    "contact_name": "样某某",
    "contact_phone": "024-00000000",
    "contact_email": "sample@example.com",
    "fee_basis": "参照同行业平均费率，按一对多适当降低。",
    "service": "现场安装调试和操作培训。",
    "service_price": "每人每天2000元",
}
OWNERS = [("样例大学", "12210000000000000X"), ("样例科技有限公司", "91210100000000000X")]
MADE_UP = gettext_lazy("填写样例，内容虚构")


def sample_sheet(province: Province) -> Sheet:
    """Every item of the empty form with an answer; what only the province asks for is left to the reader."""
    policy = policy_of(province)
    example = Declaration(province=province, **SAMPLE)
    rows = {key: summary.ROWS[key](example) for key in ("patent", "fee", "term", "contact")}
    rows["owners"] = [
        (name, _("声明人，统一社会信用代码%s") % code if n == 0 else _("%s；已同意") % code)
        for n, (name, code) in enumerate(OWNERS)
    ]
    rows["extra"] = [
        (summary.label_of("fee_basis"), example.fee_basis),
        *((summary.label_of(name), summary.yes_no(False)) for name in ("pledgee_consents", "state_asset")),
        *((summary.label_of(name), getattr(example, name)) for name in ("service", "service_price")),
        *((item.label, _("（按实际填写）")) for item in own_items(policy)),
    ]
    rows["materials"] = [(_("附件"), _("盖章的信息表和承诺.pdf"))]
    return official_sheet(
        policy,
        province.name,
        parts=[Part(str(each.title), [(str(a), str(b or "")) for a, b in rows[each.key]]) for each in ALL],
        promises=[(promise.text, summary.long_day(date(2025, 12, 20))) for promise in promises_of(policy)],
        number=str(MADE_UP),
    )
