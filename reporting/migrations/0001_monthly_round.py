import django.db.models.deletion
import django.db.models.functions.datetime
import tenancy.models.base
import tenancy.rls
from django.db import migrations, models

from tenancy.rls import AppendOnly, TenantTable


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('tenancy', '0007_contact_card_is_contact_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='Return',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(verbose_name='月份')),
                ('status', models.CharField(choices=[('prepared', '待报'), ('submitted', '已报待审收'), ('returned', '已退回'), ('accepted', '已审收锁定'), ('reopened', '已重开待更正')], default='prepared', editable=False, max_length=10, verbose_name='状态')),
                ('due_on', models.DateField(verbose_name='报送期限')),
                ('due_rule', models.CharField(max_length=200)),
                ('filed_at', models.DateTimeField(editable=False, null=True, verbose_name='报送时间')),
                ('is_nil', models.BooleanField(default=False, editable=False, verbose_name='零报告')),
                ('editions', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='版次')),
                ('collector', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.region')),
                ('organisation', tenancy.rls.TenantForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='tenancy.organisation', verbose_name='试点单位')),
                ('province', models.ForeignKey(default=tenancy.models.base.active_province, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.province')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.region', verbose_name='行政区')),
            ],
            options={
                'ordering': ['-month', 'region__path', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('effective_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('number', models.PositiveSmallIntegerField(verbose_name='版次')),
                ('known_at', models.DateTimeField()),
                ('cells', models.JSONField()),
                ('notes', models.TextField(blank=True, verbose_name='说明')),
                ('name', models.CharField(max_length=200)),
                ('workbook', models.BinaryField()),
                ('digest', models.CharField(max_length=64)),
                ('province', models.ForeignKey(default=tenancy.models.base.active_province, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.province')),
                ('filing', tenancy.rls.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='told', to='reporting.return')),
            ],
            options={
                'ordering': ['filing', 'number'],
            },
        ),
        migrations.CreateModel(
            name='ReturnTurn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('effective_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('action', models.CharField(choices=[('prepare', '生成月报'), ('submit', '上报'), ('accept', '审收并锁定'), ('send_back', '退回'), ('reopen', '重开更正')], max_length=10, verbose_name='事项')),
                ('status', models.CharField(choices=[('prepared', '待报'), ('submitted', '已报待审收'), ('returned', '已退回'), ('accepted', '已审收锁定'), ('reopened', '已重开待更正')], max_length=10, verbose_name='之后状态')),
                ('reason', models.TextField(blank=True, verbose_name='理由')),
                ('done_by', models.BigIntegerField(null=True)),
                ('done_by_name', models.CharField(max_length=60)),
                ('place_name', models.CharField(blank=True, max_length=120)),
                ('filing', tenancy.rls.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='turns', to='reporting.return')),
                ('province', models.ForeignKey(default=tenancy.models.base.active_province, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.province')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddIndex(
            model_name='return',
            index=models.Index(fields=['province', 'month', 'collector'], name='return_board'),
        ),
        migrations.AddConstraint(
            model_name='return',
            constraint=models.UniqueConstraint(condition=models.Q(('organisation', None)), fields=('province', 'month', 'region'), name='return_of_office_once'),
        ),
        migrations.AddConstraint(
            model_name='return',
            constraint=models.UniqueConstraint(condition=models.Q(('organisation__isnull', False)), fields=('province', 'month', 'organisation'), name='return_of_unit_once'),
        ),
        migrations.AddConstraint(
            model_name='return',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['submitted', 'accepted']), _negated=True), models.Q(('filed_at__isnull', False), ('editions__gt', 0)), _connector='OR'), name='return_filed_has_time_and_edition'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(fields=('filing', 'number'), name='edition_number_once'),
        ),
        migrations.AddIndex(
            model_name='returnturn',
            index=models.Index(fields=['filing', 'id'], name='turn_of_return'),
        ),
        migrations.AddConstraint(
            model_name='returnturn',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('action__in', ['send_back', 'reopen']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='return_turn_says_why'),
        ),
        TenantTable("return"),
        TenantTable("edition"),
        AppendOnly("edition"),
        TenantTable("returnturn"),
        AppendOnly("returnturn"),
    ]
