-- Turned down, or reported and not yet decided: no new wording is shown before a moderator has read it.
alter table community.posting add column held boolean not null default false;
update community.posting set held = state in ('rejected', 'appealed') or reported_by is not null;

-- What somebody would like to be called; `display_name` is empty until it may be seen.
alter table community.profile add column wanted_name text check (length(wanted_name) between 1 and 40);
update community.profile set wanted_name = display_name;

-- Lists a moderator has hidden are postings now, so that their owners see why and may appeal.
insert into community.posting (id, kind, subject, person_id, text, state, held, submitted_at, reason, decided_at)
select gen_random_uuid(), 'list', l.id::text, l.owner_id, left(l.title || E'\n' || l.description, 4000), 'rejected', true,
  l.hidden_at, 'other', l.hidden_at
from community.list l where l.hidden_at is not null;
