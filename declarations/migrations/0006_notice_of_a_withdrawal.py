"""While the days of notice run, a declaration says so, and its patent cannot be declared a second time."""

from django.db import migrations, models


def once(statuses: list[str]) -> models.UniqueConstraint:
    return models.UniqueConstraint(
        fields=["province", "patent_number"],
        condition=models.Q(status__in=statuses),
        name="declaration_patent_once_in_province",
        violation_error_message="该专利在本省已有办理中或已发布的声明",
    )


OPEN = ["internal", "checking", "second_check", "reviewing", "approved", "published"]


class Migration(migrations.Migration):
    dependencies = [("declarations", "0005_what_the_registers_made_of_a_record")]

    operations = [
        migrations.AlterField(
            model_name="declaration",
            name="status",
            field=models.CharField(
                choices=[
                    ("draft", "草稿"),
                    ("internal", "单位内部审批"),
                    ("checking", "核验中"),
                    ("second_check", "二次核查"),
                    ("reviewing", "审核中"),
                    ("approved", "待备案"),
                    ("published", "已发布"),
                    ("returned", "退回补正"),
                    ("discarded", "已作废"),
                    ("notice", "撤回公告期"),
                    ("withdrawn", "已撤回"),
                    ("ended", "已终止"),
                ],
                default="draft",
                editable=False,
                max_length=12,
                verbose_name="状态",
            ),
        ),
        migrations.RemoveConstraint("declaration", "declaration_patent_once_in_province"),
        migrations.AddConstraint("declaration", once([*OPEN, "notice"])),
    ]
