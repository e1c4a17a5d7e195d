"""`manage.py policy list / check / diff / install`: readable tables and honest exit status."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tenancy.models import PolicyValue

pytestmark = pytest.mark.django_db


def run(*arguments) -> str:
    out = StringIO()
    call_command("policy", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_list_shows_each_province_with_its_documents():
    said = run("list")
    assert "辽知办字〔2022〕4号" in said
    assert "征求意见稿" in said


def test_list_of_a_province_names_value_origin_and_clause():
    line = next(line for line in run("list", "ln").splitlines() if line.startswith("min_term_months"))
    assert line.split() == ["min_term_months", "许可期限最低年限", "12个月", "本级", "辽知办字〔2022〕4号", "四（一）1"]


def test_list_of_a_city_shows_its_own_rules():
    line = next(line for line in run("list", "ha", "--region", "411500").splitlines() if line.startswith("intention"))
    assert "信市监〔2023〕56号" in line


def test_list_before_a_document_applies_shows_the_level_above():
    line = next(line for line in run("list", "zj", "--at", "2022-12-31").splitlines() if line.startswith("scheme_name"))
    assert "沿用（全国）" in line


def test_an_unknown_province_is_named():
    with pytest.raises(CommandError, match="没有简称为“xx”的省份"):
        run("list", "xx")


def test_check_passes_on_the_shipped_packs():
    assert "没有发现问题" in run("check")


def test_check_names_a_stored_value_that_can_no_longer_be_read():
    PolicyValue.objects.create(province_id=21, key="evaluation_report", value="maybe", effective_from="2030-01-01")
    with pytest.raises(CommandError, match="evaluation_report（2030-01-01起）"):
        run("check")


def test_diff_lists_what_differs_and_says_so_by_its_exit_status():
    out = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("policy", "diff", "ln", "hb", stdout=out)
    assert caught.value.returncode == 1
    line = next(line for line in out.getvalue().splitlines() if line.startswith("min_term_months"))
    assert line.split() == ["min_term_months", "12个月（本级）", "未作规定（平台缺省）"]
    assert "scheme_notice" not in out.getvalue()
    run("diff", "ln", "ln")


def test_check_of_a_faulty_file_names_file_and_key(tmp_path):
    file = tmp_path / "xx.toml"
    file.write_text("[province]\nkey = 1\n")
    with pytest.raises(CommandError, match=r"xx\.toml province：缺少name、name_en、slug"):
        run("check", file)
