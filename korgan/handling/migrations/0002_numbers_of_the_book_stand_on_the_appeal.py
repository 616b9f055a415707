from django.db import migrations

BOOKED = """
    update intake_appeal set booked_at = booked.at
      from (select appeal_id, min(at) as at from handling_externalnumber
             where kind in ('kui', 'eo') and struck_at is null group by appeal_id) as booked
     where intake_appeal.id = booked.appeal_id
"""


class Migration(migrations.Migration):
    dependencies = [("handling", "0001_what_handling_keeps"), ("intake", "0008_appeal_is_in_the_book")]

    operations = [migrations.RunSQL(BOOKED, migrations.RunSQL.noop)]
