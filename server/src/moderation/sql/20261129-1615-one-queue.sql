create schema moderation;

alter table community.text_rule set schema moderation;
alter table community.daily_act set schema moderation;
alter table community.posting set schema moderation;
alter table community.abuse_report set schema moderation;
alter table moderation.abuse_report rename to report;

-- Before the moderators since; null: nothing is to be decided. `about`: title of what it stands at; `page`: where it
-- stands, below the language.
alter table moderation.posting
  add column waits_since timestamptz,
  add column about text not null default '' check (length(about) <= 300),
  add column page text check (length(page) <= 300);

-- Reviews come before the same moderators as everything else; their verdict stands in one place.
insert into moderation.posting (id, kind, subject, person_id, member_id, text, state, findings, submitted_at, reason,
  reason_words, appeal, decided_by, decided_at, held, about, page)
select r.id, 'review', r.id::text, r.person_id, r.member_id, r.text, r.state, r.findings, r.submitted_at, r.reason,
  r.reason_words, r.appeal, r.decided_by, r.decided_at, r.state in ('rejected', 'appealed'),
  left(coalesce(i.brief -> 'title' ->> 'main', ''), 300), '/instance/' || r.instance_id
from community.review r join catalogue.instance i on i.id = r.instance_id;

-- What was reported is there until it is decided, and each report is a row of its own.
alter table moderation.report add column posting_id uuid;
insert into moderation.posting (id, kind, subject, person_id, member_id, text, state, submitted_at, reason, held)
select gen_random_uuid(), v.kind, v.subject, v.person_id, v.member_id, coalesce(nullif(left(v.text, 4000), ''), '—'),
  case when v.is_hidden then 'rejected' else 'published' end, v.at, case when v.is_hidden then 'other' end, v.is_hidden
from (
  select distinct on (kind, subject) * from (
    select 'list' as kind, l.id::text as subject, l.owner_id as person_id, a.member_id,
      l.title || E'\n' || l.description as text, a.reported_at as at, l.hidden_at is not null as is_hidden
    from moderation.report a join community.list l on l.id = a.list_id
    union all
    select 'tag', a.tag_instance_id || '/' || a.tag_label_key, a.tag_person_id, a.member_id, t.label, a.reported_at,
      exists (select 1 from community.tag h where h.instance_id = t.instance_id and h.label_key = t.label_key
        and h.hidden_at is not null)
    from moderation.report a join community.tag t on t.person_id = a.tag_person_id
      and t.instance_id = a.tag_instance_id and t.label_key = a.tag_label_key
  ) s order by kind, subject, at
) v on conflict on constraint posting_once do nothing;
update moderation.report a set posting_id = p.id from moderation.posting p
where p.kind = 'list' and p.subject = a.list_id::text
  or p.kind = 'review' and p.subject = a.review_id::text
  or p.kind = 'tag' and p.subject = a.tag_instance_id || '/' || a.tag_label_key;
-- Reports of tags that are gone say nothing any more.
delete from moderation.report where posting_id is null;
alter table moderation.report drop column list_id, drop column review_id, drop column tag_person_id,
  drop column tag_instance_id, drop column tag_label_key, drop column member_id;
insert into moderation.report (id, posting_id, reason, words, reported_by, reported_at, state, decided_by, decided_at)
select gen_random_uuid(), p.id, 'other', p.reported_words, p.reported_by, p.submitted_at,
  case p.state when 'pending' then 'open' when 'published' then 'dismissed' else 'upheld' end, p.decided_by, p.decided_at
from moderation.posting p where p.reported_by is not null;
update moderation.posting set state = 'published' where reported_by is not null and state = 'pending';
-- What is hidden already needs no decision on it; of one reader's reports of one text the first stays open.
update moderation.report r set state = 'upheld' from moderation.posting p
where p.id = r.posting_id and p.state = 'rejected' and r.state = 'open';
update moderation.report r set state = 'dismissed'
where r.state = 'open' and exists (select 1 from moderation.report o
  where o.posting_id = r.posting_id and o.reported_by = r.reported_by and o.state = 'open' and o.id < r.id);

update moderation.posting p set waits_since = p.submitted_at where p.state in ('pending', 'appealed');
update moderation.posting p set waits_since = a.at
from (select r.posting_id, min(r.reported_at) as at from moderation.report r where r.state = 'open' group by 1) a
where a.posting_id = p.id and p.waits_since is null and p.state = 'published';
-- Held: turned down. That something is reported says its open report.
update moderation.posting set held = false where held and state = 'published';

alter table moderation.posting drop column reported_by, drop column reported_words,
  add constraint posting_waits check ((state in ('pending', 'appealed')) <= (waits_since is not null));
drop index moderation.posting_queue;
create index posting_queue on moderation.posting (waits_since, id) where waits_since is not null;

alter table moderation.report alter column posting_id set not null,
  add constraint report_posting foreign key (posting_id) references moderation.posting on delete cascade;
drop index moderation.abuse_report_queue;
create unique index report_open on moderation.report (posting_id, reported_by)
  where state = 'open' and reported_by is not null;
create index report_waiting on moderation.report (posting_id) where state = 'open';

-- What the moderators think of a text now, for the rooms that show it.
create view moderation.verdict as
  select p.kind, p.subject, p.state, p.findings, p.reason, p.reason_words, p.appeal from moderation.posting p;

-- A review is shown by its verdict.
alter table community.review drop column state, drop column findings, drop column reason, drop column reason_words,
  drop column appeal, drop column decided_by, drop column decided_at, drop column member_id;
create index review_instance on community.review (instance_id, submitted_at desc);
