-- By which rules records were matched, and how far a newer program has come in deciding anew. One row.
create table matching.rules (
  only_row boolean primary key default true check (only_row),
  version integer not null,
  position bigint not null default 0
);
insert into matching.rules (version) select case when exists (select 1 from matching.decision) then 0 else 1 end;
