from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):

    dependencies = [
        ("letters", "0003_ledger_of_what_was_sent"),
    ]

    operations = [
        migrations.AlterField(
            model_name="dispatch",
            name="correspondence",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="dispatches",
                to="letters.correspondence",
            ),
        ),
    ]
