from django.db import migrations

# After a restore the new server counts its transactions from the beginning, so that entries of the old life lie in its
# future: without the epoch in front every look at the journal would pass over all of them.
BY_EPOCH = """
create unique index journal_entry_by_epoch on journal_entry (epoch, xid, seq);
drop index journal_entry_by_xid;
"""
BY_XID = """
create unique index journal_entry_by_xid on journal_entry (xid, seq);
drop index journal_entry_by_epoch;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_entries_stay_in_replicas_too")]
    operations = [migrations.RunSQL(BY_EPOCH, BY_XID)]
