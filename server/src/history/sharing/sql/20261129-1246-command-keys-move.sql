-- Keys are kept by the kernel for all rooms; those in use go along.
insert into kernel.command (actor_id, key, name, fingerprint, answer, at)
  select c.actor_id, c.key, c.name, null, c.answer, c.at from sharing.command c
  on conflict do nothing;
drop table sharing.command;
