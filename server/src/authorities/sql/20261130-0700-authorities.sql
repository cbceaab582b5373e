create schema authorities;

-- A person, a body, a subject, a title or a class as the region knows it, with all it is called.
create table authorities.authority (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('person', 'body', 'subject', 'title', 'class')),
  -- Where it came from (MARC 003, or the name given with the file) and its number there; made at the bench: ''.
  source text not null,
  number text not null,
  -- The heading it is known by, in the script of its origin, and what tells it from others of the same name.
  heading text not null check (heading <> ''),
  heading_key text not null,
  suffix text not null default '',
  -- Years of life or activity as headings have them.
  dates text not null default '',
  born text not null default '',
  note text not null default '',
  classes text[] not null default '{}',
  -- The record it was read from; null for one made here.
  marc json,
  version integer not null default 1,
  content_hash text not null,
  changed_by uuid not null,
  changed_at timestamptz not null,
  -- Joined into another, or withdrawn.
  merged_into bigint references authorities.authority,
  withdrawn boolean not null default false
);
create unique index authority_number on authorities.authority (source, number) where number <> '';
create index authority_heading on authorities.authority (kind, heading_key) where not withdrawn;
create index authority_changed on authorities.authority (changed_at, id);

-- Everything an authority is called: headings in several scripts, forms that lead to it (see), headings beside it (also).
create table authorities.form (
  authority_id bigint not null references authorities.authority on delete cascade,
  place integer not null,
  role text not null check (role in ('heading', 'see', 'also')),
  -- Of a heading beside it: broader, narrower, earlier, later, related.
  relation text,
  text text not null,
  -- By what it is the same as a heading of the records, and by what it is found while it is typed.
  key text not null,
  typed text not null,
  primary key (authority_id, place)
);
create index form_key on authorities.form (key, role);
create index form_typed on authorities.form (typed text_pattern_ops);

-- Numbers it is known by elsewhere: `dlc:n79021164`, `viaf:1234`.
create table authorities.known_number (
  number text primary key,
  authority_id bigint not null references authorities.authority on delete cascade
);
create index known_number_authority on authorities.known_number (authority_id);

-- What it was before each change.
create table authorities.authority_version (
  authority_id bigint not null references authorities.authority on delete cascade,
  version integer not null,
  content jsonb not null,
  changed_by uuid not null,
  changed_at timestamptz not null,
  primary key (authority_id, version)
);

-- A name or subject as records write it, and whose it is.
create table authorities.heading (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('person', 'body', 'subject')),
  key text not null,
  born text not null,
  text text not null,
  typed text not null,
  dates text not null default '',
  forms text[] not null default '{}',
  titles integer not null default 0,
  state text not null default 'open' check (state in ('open', 'linked', 'apart')),
  authority_id bigint references authorities.authority,
  -- Null: by rule.
  decided_by uuid,
  decided_at timestamptz,
  constraint heading_once unique (kind, key, born),
  constraint heading_link check ((state = 'linked') = (authority_id is not null))
);
create index heading_waiting on authorities.heading (titles desc, id) where state = 'open';
create index heading_authority on authorities.heading (authority_id) where authority_id is not null;

create table authorities.heading_use (
  instance_id bigint not null,
  heading_id bigint not null references authorities.heading,
  primary key (instance_id, heading_id)
);
create index heading_use_heading on authorities.heading_use (heading_id);

-- Titles whose headings are to be looked at; every title there is, to begin with.
create table authorities.stale (
  instance_id bigint primary key
);
insert into authorities.stale select i.id from catalogue.instance_size i where i.record_count > 0;
