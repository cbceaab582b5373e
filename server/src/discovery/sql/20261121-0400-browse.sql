create schema if not exists discovery;

-- One line of a browse list: a heading, in whichever script it is written, or a form that leads to one. Derived from the
-- instances (browse-headings.ts), rebuildable.
create table discovery.heading (
  kind text not null check (kind in ('author', 'title', 'subject', 'call-number')),
  -- Folded: the same for simplified, traditional, variant and Japanese characters.
  key text collate "C" not null,
  -- The commonest of its forms.
  display text not null,
  -- Instances described by this very heading.
  titles integer not null,
  -- The heading this form leads to most often (a key of the same kind).
  target text collate "C",
  -- How often each form is written: {form: instances}.
  forms jsonb not null,
  -- How often it is another form of which heading: {key: {form: instances}}.
  variants jsonb not null,
  -- Where it stands: Han by syllable and character, then Latin; shelf order for call numbers.
  pinyin_key bytea not null,
  -- Where it stands when Han is filed by its pinyin letters among the Latin ones.
  latin_key bytea not null,
  primary key (kind, key)
);
create index heading_pinyin on discovery.heading (kind, pinyin_key, key);
create index heading_latin on discovery.heading (kind, latin_key, key);

-- What each instance gave to the lists, and the version of the instance that gave it: to be taken back exactly.
create table discovery.instance_heading (
  instance_id bigint primary key,
  version bigint not null,
  entries text not null
);

-- Where an instance stands on a member's shelves; member 0: on one long shelf of the region.
create table discovery.shelf (
  instance_id bigint not null,
  member_id smallint not null,
  call_number text not null,
  shelf_key bytea not null,
  primary key (instance_id, member_id)
);
create index shelf_order on discovery.shelf (member_id, shelf_key, instance_id);

-- Which rules the lists were built by; no row: they were never built as a whole.
create table discovery.browse_state (
  rules integer primary key,
  built_at timestamptz not null default now()
);
