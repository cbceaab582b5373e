-- Fields of records that only some may change at the bench: tags as written (`001-008`, `1XX`, `245`), of them all or only those
-- linked to an authority, and from which role on.
create schema if not exists cataloguing;
create table cataloguing.protected_field (
  position smallint primary key check (position >= 0),
  tags text not null check (tags ~ '^[0-9X]{3}(-[0-9X]{3})?$'),
  linked_only boolean not null,
  role text not null check (role in ('member-admin', 'consortium-admin'))
);
