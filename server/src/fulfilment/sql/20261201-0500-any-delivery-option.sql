-- Any room may deliver: what it keeps of a way until its turn is its own.
alter table fulfilment.attempt add column kept jsonb not null default '{}';
update fulfilment.attempt set kept = jsonb_build_object('copyId', copy_id, 'mode', mode) where kind = 'person';
alter table fulfilment.attempt drop constraint attempt_kind_check, drop column copy_id, drop column mode,
  add constraint attempt_kind_word check (kind ~ '^[a-z][a-z-]*$');
