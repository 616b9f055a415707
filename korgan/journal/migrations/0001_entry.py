from django.db import migrations

CREATE = """
create table journal_epoch (
    number int generated always as identity primary key,
    began_at timestamptz not null default now()
);
insert into journal_epoch default values;

create function journal_current_epoch() returns int language sql stable as
    'select max(number) from journal_epoch';

create table journal_entry (
    seq bigint generated always as identity primary key,
    xid xid8 not null default pg_current_xact_id(),
    epoch int not null default journal_current_epoch(),
    at timestamptz not null default clock_timestamp(),
    kind text not null,
    by text not null,
    topics text[] not null,
    client_key uuid,
    facts jsonb not null
);
create unique index journal_entry_by_xid on journal_entry (xid, seq);
create unique index journal_entry_client_key on journal_entry (by, client_key) where client_key is not null;
create index journal_entry_topics on journal_entry using gin (topics) with (fastupdate = on);

create function journal_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'the journal is append-only: % refused', tg_op using errcode = 'insufficient_privilege';
end $$;
create trigger journal_entry_append_only before update or delete on journal_entry
    for each row execute function journal_refuse();
create trigger journal_entry_no_truncate before truncate on journal_entry
    for each statement execute function journal_refuse();
"""

DROP = """
drop table journal_entry; drop function journal_refuse; drop function journal_current_epoch; drop table journal_epoch;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(CREATE, DROP)]
