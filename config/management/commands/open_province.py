"""`manage.py open_province ln --email …`: the first person of a province on a real server; all others are invited."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from config.invitation_letters import link_of, send
from tenancy.actors import Actor, system_actor
from tenancy.models import Office, Province, Region
from tenancy.models.offices import OfficeKind
from tenancy.models.regions import NATION, Level
from tenancy.refusals import Refused
from tenancy.regions import start_province
from tenancy.roles import Role
from tenancy.scope import acting
from tenancy.services import invitations, offices


class Command(BaseCommand):
    help = "开通一个省（cn 为全国）：设参加试点的日期、开省局、邀请第一位管理员并显示邀请链接。可重复执行，只补所缺。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("province", help="省份简称：ln、hb、ha、zj……；全国为 cn")
        parser.add_argument("--email", required=True, help="第一位管理员的电子邮箱")
        parser.add_argument("--office", help="省局全称；不填为“某省知识产权局”")
        parser.add_argument("--since", type=date.fromisoformat, help="参加试点之日，缺省为今天；已开始的不变")

    def handle(self, *args: Any, province: str, email: str, office: str | None, **options: Any) -> None:
        found = Province.objects.filter(slug=province).first()
        if found is None:
            raise CommandError(f"没有简称为 {province} 的省份；manage.py policy list 列出各省。")
        with acting(province=found.pk), transaction.atomic():
            try:
                sent = begin(found, email, office, options["since"] or timezone.localdate())
            except Refused as refused:
                raise CommandError("；".join(refused.reasons)) from refused
        self.stdout.write(f"{found}自 {found.started_on} 起参加试点，“{sent.invitation.place}”已开通。")
        self.stdout.write(f"邀请已发往 {email}，7天内有效：\n{link_of(sent)}")


def begin(province: Province, email: str, office: str | None, since: date) -> invitations.Sent:
    if province.started_on is None:
        start_province(province, since)
    by, role = system_actor(province), Role.NATION_STAFF if province.pk == NATION else Role.PROVINCE_ADMIN
    sent = invitations.invite(_bureau(province, office, by), email, role, by=by)
    send(sent, by)
    return sent


def _bureau(province: Province, name: str | None, by: Actor) -> Office:
    level = Level.NATION if province.pk == NATION else Level.PROVINCE
    top = Region.objects.get(province=province, level=level)
    known = Office.objects.filter(region=top, kind=OfficeKind.BUREAU).first()
    default = "国家知识产权局" if province.pk == NATION else f"{province.name}知识产权局"
    return known or offices.open_office(name or default, top, OfficeKind.BUREAU, by=by)
