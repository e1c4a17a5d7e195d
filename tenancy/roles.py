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


APPLICANTS = frozenset({Role.ORGANISATION_ADMIN, Role.HANDLER, Role.INDIVIDUAL})
STAFF = frozenset(Role) - APPLICANTS


class Right(models.TextChoices):
    """A named act."""

    OPEN_OFFICES = "open_offices", _("开通机构、任免人员")
    SET_POLICY = "set_policy", _("调整政策参数")
    APPROVE_POLICY = "approve_policy", _("批准政策参数的调整")
    KEEP_CALENDAR = "keep_calendar", _("登记工作日历")
    READ_LOG = "read_log", _("查看操作日志")
    CONFIRM_ORGANISATIONS = "confirm_organisations", _("确认和变更单位登记")
    KEEP_DIRECTORIES = "keep_directories", _("管理标签和名录")
    SEE_CONTACTS = "see_contacts", _("查看完整联系方式")
    PUBLISH = "publish", _("备案和发布")
    WITHDRAW = "withdraw", _("办理撤回")
    REVIEW = "review", _("审核和退回声明")
    CHECK = "check", _("核查专利状态")
    GUIDE = "guide", _("指导申请材料")
    FILE_RETURNS = "file_returns", _("填报和上报月报")
    COLLECT_RETURNS = "collect_returns", _("审收下级月报")
    READ_FIGURES = "read_figures", _("查阅统计")
    INVITE_COLLEAGUES = "invite_colleagues", _("邀请和停用本单位人员")
    DECLARE = "declare", _("填报声明")
    ACCEPT = "accept", _("接受许可")
    SIGN = "sign", _("签署合同")


@dataclass(frozen=True)
class Charter:
    """One line of the roles page: what the role is for, and what it may do."""

    sentence: str | Promise
    may: tuple[Right, ...]


R = Right
CHARTERS: dict[Role, Charter] = {
    Role.NATION_STAFF: Charter(_("查看各省已公布数据和上报的汇总表。"), (R.READ_FIGURES, R.KEEP_CALENDAR)),
    Role.PROVINCE_ADMIN: Charter(
        _("管理本省机构、人员、名录和政策参数。"),
        (
            R.OPEN_OFFICES,
            R.SET_POLICY,
            R.APPROVE_POLICY,
            R.READ_LOG,
            R.CONFIRM_ORGANISATIONS,
            R.KEEP_DIRECTORIES,
            R.SEE_CONTACTS,
            R.READ_FIGURES,
        ),
    ),
    Role.PROVINCE_OFFICER: Charter(
        _("负责本省备案、发布、撤回和汇总。"),
        (
            R.APPROVE_POLICY,
            R.PUBLISH,
            R.WITHDRAW,
            R.COLLECT_RETURNS,
            R.CONFIRM_ORGANISATIONS,
            R.KEEP_DIRECTORIES,
            R.SEE_CONTACTS,
            R.READ_LOG,
            R.READ_FIGURES,
        ),
    ),
    Role.CITY_OFFICER: Charter(
        _("审核本市声明，汇总本市月报。"),
        (
            R.REVIEW,
            R.CONFIRM_ORGANISATIONS,
            R.SEE_CONTACTS,
            R.READ_LOG,
            R.FILE_RETURNS,
            R.COLLECT_RETURNS,
            R.READ_FIGURES,
        ),
    ),
    Role.COUNTY_OFFICER: Charter(
        _("指导、服务和监督本县（区）申请人，填报本县月报。"),
        (R.GUIDE, R.SEE_CONTACTS, R.READ_LOG, R.FILE_RETURNS, R.READ_FIGURES),
    ),
    Role.CENTRE_OFFICER: Charter(_("指导申请材料，按分工核查专利状态。"), (R.GUIDE, R.CHECK)),
    Role.CHECKER: Charter(_("受省局认可，在有效期内核查专利状态。"), (R.CHECK,)),
    Role.READER: Charter(_("按授权查阅统计数据，不能修改。"), (R.READ_FIGURES,)),
    Role.ORGANISATION_ADMIN: Charter(
        _("管理本单位经办人，并可办理本单位全部事项。"),
        (R.INVITE_COLLEAGUES, R.SEE_CONTACTS, R.DECLARE, R.ACCEPT, R.SIGN),
    ),
    Role.HANDLER: Charter(_("办理本单位事项，不能管理人员，不能签署合同。"), (R.DECLARE, R.ACCEPT)),
    Role.INDIVIDUAL: Charter(_("以个人名义办理。"), (R.DECLARE, R.ACCEPT, R.SIGN)),
}


def holders(*rights: Right) -> frozenset[Role]:
    """The roles that have at least one of the rights."""
    return frozenset(role for role, charter in CHARTERS.items() if set(rights) & set(charter.may))
