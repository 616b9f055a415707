-- One message of a citizen: stored, and its appeal registered, numbered, assessed and routed, once, in one statement.
-- Each CTE gates the next. The first part's unique (account, external id) gates everything: a redelivery still in flight
-- waits there, inserts nothing, and the empty result means "run the statement again" (then `earlier` sees it).
-- The open conversation carries its appeal, so that two first messages of one sender meet in one appeal.
-- The conversation gates the counter and the counter the appeal, so that numbers have no gap.
with clock as (
    -- No host decides it: several machines write numbers of one year, and their clocks may be wrong.
    select coalesce(%(now)s::timestamptz, now()) as at
), year as (
    select extract(year from clock.at at time zone %(timezone)s::text)::int as number from clock
), earlier as (
    select m.id as message_id, m.appeal_id
    from intake_part p join intake_message m on m.id = p.message_id
    where p.account_id = %(account)s and p.external_id = %(external_id)s
), album as (
    -- A later photo of an album whose first one has registered, perhaps even closed: it joins its message.
    select m.conversation_id, m.appeal_id
    from intake_message m
    where m.id = %(message)s and not exists (select from earlier)
), gate as (
    insert into intake_part (id, message_id, account_id, external_id, position, kind, text,
                             lon, lat, accuracy_m, place_at, file_ref, state)
    select p.id, %(message)s, %(account)s, p.external_id, p.position, p.kind, p.text,
           p.lon, p.lat, p.accuracy_m, p.place_at, p.file_ref, p.state
    from jsonb_to_record(%(first_part)s::jsonb) as p(
        id uuid, external_id text, position smallint, kind text, text text,
        lon float8, lat float8, accuracy_m float8, place_at timestamptz, file_ref text, state text)
    where not exists (select from earlier)
    on conflict (account_id, external_id) do nothing
    returning id
), contact as (
    insert into people_contact (id, scheme, address, name, language)
    select %(contact)s, %(scheme)s, %(address)s, %(name)s, %(language)s from gate
    -- What staff have said stays, and a message without words says nothing of the language.
    on conflict (scheme, address) do update set language = case
        when people_contact.language_by = 'staff' then people_contact.language
        when people_contact.language <> '' and not %(language_said)s::boolean then people_contact.language
        else excluded.language end
    returning id, language
), conversation as (
    insert into intake_conversation (id, account_id, thread, contact_id, appeal_id, is_open)
    select %(conversation)s, %(account)s, %(thread)s, contact.id, %(appeal)s, true
    from contact where not exists (select from album)
    on conflict (account_id, thread) where is_open do update set thread = excluded.thread
    returning id, appeal_id
), counter as (
    insert into intake_counter (department_id, year, last)
    select %(department)s, year.number, 1 from conversation, year where appeal_id = %(appeal)s
    on conflict (department_id, year) do update set last = intake_counter.last + 1
    returning last, year,
        '102-' || %(department_code)s::text || '-' || lpad((intake_counter.year %% 100)::text, 2, '0') || '-'
        || lpad(last::text, greatest(6, length(last::text)), '0') as number
), registered as (
    insert into journal_entry (kind, by, topics, facts)
    select 'AppealRegistered', 'citizen:' || contact.id,
           %(area_topics)s::text[] || array['appeal:' || %(appeal)s::uuid, 'contact:' || contact.id],
           %(facts)s::jsonb || jsonb_build_object('number', counter.number, 'language', contact.language)
    from counter, contact
    returning seq, at
), appeal as (
    insert into intake_appeal (
        id, number, department_id, year, serial, contact_id, account_id, kind, state, outcome, subject, language,
        urgency, off_topic, hand_to, reasons, rules, assessment, area_id, desk_id, routing_reason,
        lon, lat, accuracy_m, place_at, registered_at, reply_by, register_by, answer_by, readdress_by, unread, version)
    select %(appeal)s, counter.number, %(department)s, counter.year, counter.last, contact.id, %(account)s, %(kind)s,
           'registered', '', %(subject)s, contact.language,
           %(urgency)s, %(off_topic)s, %(hand_to)s, %(reasons)s::jsonb, %(rules)s, 'suggested',
           %(area)s::bigint, %(desk)s, %(routing_reason)s,
           %(lon)s::float8, %(lat)s::float8, %(accuracy_m)s::float8, %(place_at)s::timestamptz,
           registered.at, registered.at + %(reply_within)s::interval,
           %(register_by)s::timestamptz, %(answer_by)s::timestamptz, %(readdress_by)s::timestamptz, 1, registered.seq
    from counter, registered, contact
    returning id, number, registered_at, desk_id, urgency, hand_to
), target as (
    select id, appeal_id from conversation
    union all
    select album.conversation_id, album.appeal_id from album, gate
), received as (
    insert into journal_entry (kind, by, topics, facts)
    select 'MessageReceived', 'citizen:' || contact.id,
           array['appeal:' || target.appeal_id, 'contact:' || contact.id]
           -- An appeal born this very moment is not in our snapshot: then this message's own areas are told.
           || coalesce((select array_agg('area:' || a.id) from intake_appeal j join territory_desk d on d.id = j.desk_id
               join territory_area a on a.id = d.area_id or (a.id = j.area_id and j.kind <> 'complaint')
               where j.id = target.appeal_id), %(area_topics)s::text[]),
           jsonb_build_object('appeal', target.appeal_id, 'message', %(message)s::uuid)
    from target, contact where target.appeal_id <> %(appeal)s
    returning seq
), told as (
    update intake_appeal set version = greatest(version, received.seq), unread = unread + 1,
           language = case when contact_id = contact.id then contact.language else intake_appeal.language end
    from target, received, contact where intake_appeal.id = target.appeal_id
    returning intake_appeal.id
), message as (
    insert into intake_message (id, conversation_id, appeal_id, direction, kind, language, said_at, version)
    select %(message)s, target.id, target.appeal_id, 'in', 'message', %(language)s, %(said_at)s,
           coalesce((select seq from registered), (select seq from received))
    from target
    on conflict (id) do update set version = excluded.version
), others as (
    insert into intake_part (id, message_id, account_id, external_id, position, kind, text,
                             lon, lat, accuracy_m, place_at, file_ref, state)
    select p.id, %(message)s, %(account)s, p.external_id, p.position, p.kind, p.text,
           p.lon, p.lat, p.accuracy_m, p.place_at, p.file_ref, p.state
    from target, jsonb_to_recordset(%(other_parts)s::jsonb) as p(
        id uuid, external_id text, position smallint, kind text, text text,
        lon float8, lat float8, accuracy_m float8, place_at timestamptz, file_ref text, state text)
    on conflict (account_id, external_id) do nothing
)
select 'repeated' as how, earlier.message_id as message, a.id as appeal,
       a.number, a.registered_at, a.desk_id, a.urgency, a.hand_to, null::bigint as untold
from earlier join intake_appeal a on a.id = earlier.appeal_id
union all
select case when appeal.id is null then 'joined' else 'registered' end, %(message)s::uuid, target.appeal_id,
       appeal.number, appeal.registered_at, appeal.desk_id, appeal.urgency, appeal.hand_to,
       (select seq from received where not exists (select from told))
from target left join appeal on appeal.id = target.appeal_id
