from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evidence', '0002_evidence_comes_in_pieces'),
    ]

    operations = [
        migrations.AddField(
            model_name='evidence',
            name='gone_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='evidence',
            index=models.Index(condition=models.Q(('gone_at__isnull', True), ('removed_at__isnull', False)), fields=['removed_at'], name='evidence_going'),
        ),
    ]
