create schema columns;

-- A column: articles under one name by an office, a library, an organisation, a circle or whoever made a list. (`column` is a
-- word of SQL, so its table is called `series`.)
create table columns.series (
  id uuid primary key,
  owner_kind text not null check (owner_kind in ('office', 'library', 'organisation', 'circle', 'list')),
  member_id smallint references consortium.member,
  organisation_id uuid references alliance.organisation,
  circle_id uuid references circles.circle on delete cascade,
  list_id uuid references lists.list on delete cascade,
  title text not null check (length(title) between 2 and 80),
  about text not null default '' check (length(about) <= 500),
  -- Of a circle: for its members only.
  members_only boolean not null default false,
  words_public boolean not null,
  begun_by uuid references people.person,
  closed_at timestamptz,
  created_at timestamptz not null,
  check ((owner_kind = 'library') = (member_id is not null)),
  check ((owner_kind = 'organisation') = (organisation_id is not null)),
  check ((owner_kind = 'circle') = (circle_id is not null)),
  check ((owner_kind = 'list') = (list_id is not null)),
  check (owner_kind = 'circle' or not members_only)
);
create index series_member on columns.series (member_id) where member_id is not null;
create index series_organisation on columns.series (organisation_id) where organisation_id is not null;
create index series_circle on columns.series (circle_id) where circle_id is not null;
create index series_list on columns.series (list_id) where list_id is not null;
create index series_person on columns.series (begun_by) where begun_by is not null;

create table columns.article (
  id uuid primary key,
  series_id uuid not null references columns.series on delete cascade,
  author_id uuid references people.person,
  title text not null check (length(title) between 2 and 120),
  body text not null check (length(body) between 1 and 30000),
  state text not null check (state in ('draft', 'published', 'withdrawn')),
  words_public boolean not null default false,
  -- Whoever follows the column was told of it.
  told boolean not null default false,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  published_at timestamptz,
  check ((state = 'draft') = (published_at is null))
);
create index article_series on columns.article (series_id, published_at desc);
create index article_latest on columns.article (published_at desc) where state = 'published' and words_public;
create index article_author on columns.article (author_id) where author_id is not null;

-- Titles of the libraries an article is about, in their order.
create table columns.article_title (
  article_id uuid not null references columns.article on delete cascade,
  instance_id bigint not null,
  position smallint not null,
  primary key (article_id, instance_id)
);
create index article_title_instance on columns.article_title (instance_id);

create table columns.follower (
  series_id uuid not null references columns.series on delete cascade,
  person_id uuid not null references people.person,
  since timestamptz not null,
  primary key (series_id, person_id)
);
create index follower_person on columns.follower (person_id);
