from django.db import migrations, models

# What is lost when the server falls is a minute's counting, and nothing of it is worth a write to the log.
UNLOGGED = "alter table people_allowance set unlogged"


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0004_the_citizens_language_is_remembered'),
    ]

    operations = [
        migrations.CreateModel(
            name='Allowance',
            fields=[
                ('name', models.TextField(primary_key=True, serialize=False)),
                ('full_at', models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(UNLOGGED, migrations.RunSQL.noop),
    ]
