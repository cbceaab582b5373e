-- The will of the owner and that of a moderator are two: `hidden` is a state only a decision leaves, `hidden_from` says
-- to where. What belongs to nobody (`commons`) is not what was taken out of sharing for good.
alter table sharing.offer drop constraint offer_state_check;
alter table sharing.offer add constraint offer_state_check
  check (state in ('open', 'paused', 'hidden', 'withdrawn', 'commons'));
alter table sharing.offer add column hidden_from text check (hidden_from in ('open', 'paused'));
alter table sharing.offer add constraint offer_hidden_from check ((state = 'hidden') = (hidden_from is not null));
update sharing.offer o set state = 'commons' from sharing.copy c
where c.id = o.copy_id and o.state = 'withdrawn' and c.owner_id is null and c.state = 'kept';
update sharing.offer o set state = 'hidden', hidden_from = 'open' from community.posting p
where p.kind = 'copy' and p.subject = o.copy_id::text and p.state in ('rejected', 'appealed') and o.state in ('open', 'paused');
