create schema exhibitions;

-- An exhibition of one library on the readers' site. `draft` is what its curators work on; readers see the edition
-- `live_number`, which never changes.
create table exhibitions.exhibition (
  id uuid primary key,
  member_id smallint not null constraint exhibition_member references consortium.member,
  slug text not null constraint exhibition_slug unique
    constraint exhibition_slug_form check (slug ~ '^[a-z0-9][a-z0-9-]{1,58}[a-z0-9]$'),
  draft jsonb not null,
  draft_version integer not null default 1,
  live_number integer,
  is_withdrawn boolean not null default false,
  created_at timestamptz not null default now(),
  published_at timestamptz
);
create index exhibition_member on exhibitions.exhibition (member_id);

create table exhibitions.edition (
  exhibition_id uuid not null constraint edition_exhibition references exhibitions.exhibition,
  number integer not null check (number > 0),
  content jsonb not null,
  author_id uuid,
  author_name text,
  created_at timestamptz not null default now(),
  primary key (exhibition_id, number)
);

create function exhibitions.keep_edition() returns trigger language plpgsql as $$
begin
  if new.content is distinct from old.content or new.number <> old.number or new.created_at <> old.created_at then
    raise exception 'a published edition never changes' using constraint = 'edition_immutable';
  end if;
  return new;
end $$;
create trigger keep_edition before update on exhibitions.edition
  for each row execute function exhibitions.keep_edition();
