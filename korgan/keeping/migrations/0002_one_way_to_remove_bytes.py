from django.db import migrations

# What was decided here and was still to go is gone on with by the evidence's own row.
HAND_OVER = """
update evidence_evidence e set removed_at = coalesce(e.removed_at, r.at), gone_at = r.done_at
from keeping_removal r where r.evidence_id = e.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0003_one_way_to_remove_bytes"),
        ("keeping", "0001_what_is_kept"),
    ]

    operations = [
        migrations.RunSQL(HAND_OVER, migrations.RunSQL.noop),
        migrations.DeleteModel(name="Removal"),
    ]
