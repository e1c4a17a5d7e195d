"""How the platform itself behaves in a province."""

from django.utils.translation import gettext_lazy as _

from tenancy.policy.kinds import Choices, Text, Whole
from tenancy.roles import STAFF, Role


class PlatformRules:
    title = _("平台设置")

    idle_logout_minutes = Whole(
        needed=True, default=30, least=5, most=480, title=_("无操作退出时间"), unit=_("分钟"), source="U22"
    )
    idle_warning_minutes = Whole(
        needed=True, default=2, least=1, most=30, title=_("退出前提醒"), unit=_("分钟"), source="U22"
    )
    second_factor_roles = Choices(
        dict(Role.choices),
        default=tuple(role.value for role in Role if role in STAFF),
        title=_("须用二次验证的角色"),
        source="XY-59, A1",
    )
    registration_days = Whole(
        default=7,
        least=1,
        most=60,
        title=_("单位登记确认期限"),
        unit=_("天"),
        help=_("所在地管理部门自登记之日起此天数内确认。"),
        source="U06",
    )
    foot_host = Text(title=_("主办单位"), help=_("页脚显示；未填时显示公布主体名称。"), source="U13")
    foot_phone = Text(title=_("联系电话"), help=_("页脚显示。"), source="U13")
    foot_icp = Text(title=_("ICP备案号"), help=_("页脚显示。"), source="U13")
    foot_police = Text(title=_("公安备案号"), help=_("页脚显示。"), source="U13")
    foot_site_code = Text(title=_("网站标识码"), help=_("页脚显示。"), source="U13")
