"""Forms: every question has its label, hint, unit and rule; faults are said once at the top and at the question."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from pytest_django.asserts import assertHTMLEqual


class FeeForm(forms.Form):
    number = forms.CharField(label="专利号", help_text="可带或不带 ZL。")
    fee = forms.DecimalField(label="许可费")
    kind = forms.ChoiceField(label="方式", choices=[("a", "一次总付"), ("b", "提成")], widget=forms.RadioSelect)
    note = forms.CharField(label="说明", required=False)

    units = {"fee": "元"}
    clauses = {"fee": "国知办函运字〔2022〕448号 三（三）1"}


@pytest.fixture
def refused() -> str:
    return str(FeeForm({"number": "ZL201010596747.X", "fee": "很多"}))


def test_a_question_shows_hint_unit_and_clause():
    page = str(FeeForm())
    for said in ('aria-describedby="id_number_helptext"', '<span class="unit">元</span>', "448号 三（三）1", "选填"):
        assert said in page


def test_the_faults_stand_on_top_with_links_and_again_at_the_question_in_the_same_words(refused):
    assert refused.count("请填写数字。") == 2
    assert '<a href="#id_fee">许可费：请填写数字。</a>' in refused
    assert 'href="#id_kind_0"' in refused
    assert 'id="id_fee_error"' in refused


def test_a_fault_clears_no_other_answer(refused):
    assert 'value="ZL201010596747.X"' in refused


def test_a_group_of_choices_is_announced_as_one_question(refused):
    assert refused.count("<fieldset") == 1
    assert "<legend>方式" in refused


def test_a_form_without_faults_has_no_summary():
    assert "error-summary" not in str(FeeForm())


@pytest.mark.django_db
def test_the_title_of_a_refused_page_begins_with_the_fault(client):
    page = client.post("/accounts/login/", {"login": "", "password": ""}).content.decode()
    assert "<title>错误：登录" in page


def as_drawn_by_the_library(choices, value, attrs):
    return DjangoTemplates().render(
        forms.Select.template_name, forms.Select(attrs=attrs, choices=choices).get_context("place", value, {"id": "x"})
    )


@pytest.mark.parametrize("value", ["", "21", None, "<3>"])
@pytest.mark.parametrize("attrs", [{}, {"required": True, "disabled": False}])
def test_a_list_to_choose_from_says_what_the_library_would_say(value, attrs):
    grouped = [("", "—"), ("辽宁", [("21", "沈阳 & 大连"), ("<3>", '"x"')]), (0, "零")]
    drawn = forms.Select(attrs=attrs, choices=grouped).render("place", value, {"id": "x"})
    assertHTMLEqual(drawn, as_drawn_by_the_library(grouped, value, attrs))
