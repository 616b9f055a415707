from django.db import migrations

# An ordinary trigger sleeps while session_replication_role is "replica", so that a superuser could edit unnoticed.
ALWAYS = """
alter table journal_entry enable always trigger journal_entry_append_only;
alter table journal_entry enable always trigger journal_entry_no_truncate;
"""
ORDINARY = """
alter table journal_entry enable trigger journal_entry_append_only;
alter table journal_entry enable trigger journal_entry_no_truncate;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_initial")]
    operations = [migrations.RunSQL(ALWAYS, ORDINARY)]
