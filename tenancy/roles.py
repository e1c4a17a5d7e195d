"""What each role may do, in words a clerk can read. Rights are named acts; guards and verbs ask for them."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    NATION_STAFF = "nation_staff", _("国家局工作人员")
    PROVINCE_ADMIN = "province_admin", _("省级管理员")
    PROVINCE_OFFICER = "province_officer", _("省级经办人")
    CITY_OFFICER = "city_officer", _("市级经办人")
    COUNTY_OFFICER = "county_officer", _("县级经办人")
    CENTRE_OFFICER = "centre_officer", _("保护中心工作人员")
    CHECKER = "checker", _("核查机构核查员")
    READER = "reader", _("部门查阅人")
    ORGANISATION_ADMIN = "organisation_admin", _("单位管理员")
    HANDLER = "handler", _("单位经办人")
    INDIVIDUAL = "individual", _("个人")


STAFF = frozenset(
    {
        Role.NATION_STAFF,
        Role.PROVINCE_ADMIN,
        Role.PROVINCE_OFFICER,
        Role.CITY_OFFICER,
        Role.COUNTY_OFFICER,
        Role.CENTRE_OFFICER,
        Role.CHECKER,
        Role.READER,
    }
)
APPLICANTS = frozenset({Role.ORGANISATION_ADMIN, Role.HANDLER, Role.INDIVIDUAL})


@dataclass(frozen=True)
class Charter:
    """One line of the roles page: what the role is for, and what it may do."""

    sentence: str | Promise
    may: tuple[str | Promise, ...]


CHARTERS: dict[Role, Charter] = {
    Role.NATION_STAFF: Charter(_("查看各省已公布数据和上报的汇总表。"), (_("查看各省汇总"), _("下载全国汇总"))),
    Role.PROVINCE_ADMIN: Charter(
        _("管理本省机构、人员和政策参数。"), (_("开通机构和人员"), _("调整政策参数"), _("查看操作日志"))
    ),
    Role.PROVINCE_OFFICER: Charter(
        _("负责本省备案、发布、撤回和汇总。"), (_("备案和发布"), _("办理撤回"), _("审收市级月报"))
    ),
    Role.CITY_OFFICER: Charter(
        _("审核本市声明，汇总本市月报。"), (_("审核和退回声明"), _("确认单位登记"), _("汇总上报月报"))
    ),
    Role.COUNTY_OFFICER: Charter(_("服务本县（区）申请人，填报本县月报。"), (_("查看本县声明"), _("填报月报"))),
    Role.CENTRE_OFFICER: Charter(_("指导申请材料，按分工核查专利状态。"), (_("指导申请材料"), _("二次核查"))),
    Role.CHECKER: Charter(_("受省局认可，在有效期内核查专利状态。"), (_("二次核查"),)),
    Role.READER: Charter(_("按授权查阅统计数据，不能修改。"), (_("查阅统计"),)),
    Role.ORGANISATION_ADMIN: Charter(
        _("管理本单位经办人，并可办理本单位全部事项。"),
        (_("邀请和停用经办人"), _("填报声明"), _("接受许可"), _("签署合同")),
    ),
    Role.HANDLER: Charter(_("办理本单位事项。"), (_("填报声明"), _("接受许可"))),
    Role.INDIVIDUAL: Charter(_("以个人名义办理。"), (_("填报声明"), _("接受许可"), _("签署合同"))),
}
