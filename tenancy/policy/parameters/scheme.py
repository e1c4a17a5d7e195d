"""The scheme itself: its name, its time, who publishes it and who answers for it."""

from django.utils.translation import gettext_lazy as _

from tenancy.policy.kinds import Choice, Day, Table, Text, Texts, Whole
from tenancy.policy.rows import Phase


class SchemeRules:
    title = _("制度与期间")

    scheme = Choice(
        {"pilot": _("专利开放许可试点"), "statutory": _("法定专利开放许可")},
        default="pilot",
        title=_("许可制度"),
        help=_("每一页面、文件和接口记录都载明；试点许可不是法定开放许可。"),
        source="A3, LN-06, CN-05, ZJ-74",
    )
    scheme_name = Text(
        default="专利开放许可（试点）",
        title=_("对外名称"),
        help=_("用户看到的制度名称。"),
        source="Table B: name of the scheme shown to users",
    )
    scheme_notice = Text(
        title=_("制度说明"),
        help=_("随每条公布记录显示，说明与法定开放许可的区别。"),
        source="A3, LN-06, CN-05, ZJ-74",
    )
    reward_province = Choice(
        {
            "first_batch": _("首批重点支持省份"),
            "new_2022": _("2022年新确定的重点支持省份"),
            "other": _("其他省份"),
            "not_stated": _("来源文件未载明"),
        },
        default="not_stated",
        title=_("专利转化专项计划奖补省份"),
        help=_("首批和2022年新确定的重点支持省份须制定具体方案，其他省份自行确定。"),
        source="LN-03, CN-16",
    )
    reward_since = Whole(
        least=2021,
        most=2100,
        title=_("奖补省份确定年份"),
        source="LN-03",
    )
    programme_start = Day(title=_("试点起始日"), help=_("本方案与各省份具体方案印发之日。"), source="CN-19, LN-17")
    programme_end = Day(
        title=_("试点截止日"),
        help=_("专利开放许可制度全面落地实施之日；登记后不再受理新声明，已达成的许可不受影响。未定即长期开放。"),
        source="CN-19, LN-17",
    )
    phases = Table(
        Phase,
        title=_("进度安排"),
        help=_("各阶段起止和内容。"),
        source="LN-17 to LN-22, HB-64 to HB-67, CN-52 to CN-55",
    )
    plan_due_working_days = Whole(
        title=_("方案报送时限"),
        unit=_("个工作日"),
        help=_("自方案印发或正式入选之日起，报送国家知识产权局。"),
        told_only=True,
        source="Table D: plan to CNIPA; CN-57, CN-58",
    )
    publisher = Choice(
        {"province": _("省级知识产权管理部门"), "city": _("市级知识产权管理部门"), "platform": _("信息发布平台")},
        default="province",
        title=_("公布主体"),
        help=_("以谁的名义公布许可信息。"),
        source="CN-06, G3",
    )
    publisher_name = Text(title=_("公布主体名称"), help=_("页面和接口载明。"), source="CN-06, G3")
    focus_groups = Texts(
        title=_("重点主体"),
        help=_("方案点名重点推动的主体；其他主体同样可以参与。"),
        told_only=True,
        source="LN-23, HB-25, CN-18",
    )
