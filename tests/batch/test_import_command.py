"""`manage.py import_declarations`: the same way in for people with a terminal."""

import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from openpyxl import load_workbook

from declarations.models import Batch, Declaration
from tenancy import credit_codes
from tenancy.services import standings
from tests.batch.sheets import filled, listing, sheet_rows
from tests.factories.tenancy import OrganisationFactory, platform


@pytest.fixture
def workbook(tmp_path):
    """A file of the template with these rows."""

    def write(rows):
        path = tmp_path / "声明.xlsx"
        path.write_bytes(rows if isinstance(rows, bytes) else filled(rows))
        return path

    return write


def run(path, organisation, *more):
    told = io.StringIO()
    call_command("import_declarations", str(path), "--organisation", organisation.credit_code, *more, stdout=told)
    return told.getvalue()


def test_all_rows_go_in_and_the_command_says_how_many(zhang, workbook):
    assert "导入4件" in run(workbook(sheet_rows(4)), zhang.organisation)
    assert Declaration.objects.filter(organisation=zhang.organisation).count() == 4


def test_a_dry_run_checks_and_writes_nothing(zhang, workbook):
    assert "导入4件" in run(workbook(sheet_rows(4)), zhang.organisation, "--dry-run")
    assert (Declaration.objects.count(), Batch.objects.count()) == (0, 0)


def test_a_fault_keeps_everything_out_and_lays_the_marked_workbook_beside_the_file(zhang, workbook):
    rows = sheet_rows(4)
    rows[1]["title"] = ""
    path = workbook(rows)
    with pytest.raises(CommandError, match="核对结果"):
        run(path, zhang.organisation)
    assert Declaration.objects.count() == 0
    sheet = load_workbook(path.with_name("声明-核对结果.xlsx")).worksheets[0]
    assert [cell.comment.text for row in sheet.iter_rows(min_row=4) for cell in row if cell.comment] == [
        "请填写发明名称（国知办函运字〔2022〕448号 三（一）3）"
    ]


def test_the_same_file_twice_is_said_to_be_in_already(zhang, workbook):
    path = workbook(sheet_rows(2))
    run(path, zhang.organisation)
    with pytest.raises(CommandError, match="已经导入过：导入2件"):
        run(path, zhang.organisation)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04no", "损坏"),
        (listing(["专利号", "发明名称"], ["ZL201711193877.7", "甲"]), "请使用下载的填报表"),
    ],
)
def test_what_cannot_be_taken_in_is_said_in_a_sentence(zhang, workbook, content, said):
    with pytest.raises(CommandError, match=said):
        run(workbook(content), zhang.organisation)


def test_an_unknown_or_wrong_credit_code_is_said_so(zhang, workbook):
    path = workbook(sheet_rows(1))
    with pytest.raises(CommandError, match="第18位"):
        call_command("import_declarations", str(path), "--organisation", zhang.organisation.credit_code[:17] + "0")


def test_a_registration_that_was_refused_is_not_in_the_way(zhang, workbook):
    code = credit_codes.complete("12", "210100", "77777777")
    for name in ("某某研究院", "北方研究院"):
        made = OrganisationFactory(name=name, owner_type="institute", credit_code=code, confirmed=False)
        if name == "某某研究院":
            standings.refuse(made, reason="冒用信用代码", by=platform())
    assert "导入2件" in run(workbook(sheet_rows(2)), made)


def test_a_dry_run_of_a_file_that_went_in_keeps_what_is_kept_of_it(zhang, workbook):
    path = workbook(sheet_rows(2))
    run(path, zhang.organisation)
    assert "导入2件" in run(path, zhang.organisation, "--dry-run")
    kept = Batch.objects.get().file
    assert kept.storage.exists(kept.name)
