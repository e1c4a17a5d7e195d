"""`manage.py import_declarations FILE --organisation CREDIT_CODE [--dry-run]`: batch entry from Excel.

Status 0 when all rows went in (with --dry-run: could go in), 1 otherwise; then the workbook with comments and the
column 错误 lies beside the file, and no row has gone in.
"""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from declarations.batch import services
from declarations.batch.mapping import Plan
from declarations.batch.portions import content_of
from declarations.batch.workbook import mark
from declarations.models import Batch
from declarations.models.batches import BatchState
from tenancy import credit_codes
from tenancy.actors import Actor
from tenancy.models import Organisation, Province
from tenancy.refusals import Refused
from tenancy.scope import acting


class Command(BaseCommand):
    help = "从填好的 Excel 填报表批量导入声明草稿；有一处错误就一行也不导入，退回标有批注的工作簿"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="填好的工作簿（.xlsx）")
        parser.add_argument("--organisation", required=True, help="声明人的统一社会信用代码")
        parser.add_argument("--dry-run", action="store_true", help="只核对，不写入")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as fault:
            raise CommandError(f"文件 {options['file']} 无法打开：{fault.strerror}") from fault
        try:
            self._take_in(content, options["file"], options["organisation"], dry=options["dry_run"])
        except Refused as refused:
            raise CommandError("；".join(refused.reasons)) from refused

    def _take_in(self, content: bytes, file: Path, code: str, *, dry: bool) -> None:
        organisation = find(code)
        with acting(province=organisation.province_id), transaction.atomic():
            by = Actor(None, organisation.province, None, organisation=organisation)
            batch, again = services.receive(content, file.name, by=by, at_once=False)
            if again and not dry:
                raise CommandError(f"这个文件已经导入过：{batch.sentence or batch.get_state_display()}")
            if batch.state == BatchState.MAPPING:
                raise CommandError("表头与填报表不一致，请使用下载的填报表，或在网页上传并指出各列的含义")
            batch = services.run(batch)
            marked = self._marked(batch)
            if dry:
                transaction.set_rollback(True)
                if not again:
                    self._forget(batch)
        self.stdout.write(batch.sentence)
        if batch.state != BatchState.DONE or batch.refused:
            beside = file.with_name(f"{file.stem}-核对结果.xlsx")
            beside.write_bytes(marked)
            raise CommandError(f"有错误，见 {beside}")

    def _marked(self, batch: Batch) -> bytes:
        return mark(content_of(batch), Plan.read(batch.plan), batch.lines.all(), taken=batch.state == BatchState.DONE)

    def _forget(self, batch: Batch) -> None:
        for file in (batch.file, batch.result):
            if file and file.name:
                file.storage.delete(file.name)


def find(code: str) -> Organisation:
    """The organisation of this credit code, in whichever province keeps it; with several it must be the only one."""
    plain = credit_codes.normalise(code)
    if fault := credit_codes.fault(plain):
        raise CommandError(fault)
    found: list[Organisation] = []
    for province in Province.objects.started():
        with acting(province=province.pk), transaction.atomic():
            own = Organisation.objects.known(plain).select_related("region", "province")
            found += own
    if not found:
        raise CommandError(f"没有登记统一社会信用代码为 {plain} 的单位")
    if len(found) > 1:
        places = "、".join(each.province.name for each in found)
        raise CommandError(f"{plain} 在多个省登记（{places}），请在网页办理")
    return found[0]
