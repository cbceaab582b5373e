-- Titles lent to the same readers, computed at night. A pair appears only when enough different readers borrowed both,
-- so that no row says anything about anybody.
create table circulation.borrowed_together (
  instance_id bigint not null,
  other_id bigint not null,
  readers integer not null,
  primary key (instance_id, other_id)
);
