create schema ebooks;

-- An e-book that somebody recommends to a circle: a title that a library of the region offers on line, or an address. Never a
-- file; and always with what allows it.
create table ebooks.recommendation (
  id uuid primary key,
  circle_id uuid not null references circles.circle on delete cascade,
  person_id uuid not null references people.person,
  instance_id bigint,
  title text not null check (length(title) between 1 and 300),
  author text not null default '' check (length(author) <= 200),
  link text check (length(link) <= 500),
  rights text not null check (rights in ('licensed', 'public-domain', 'open-licence', 'by-its-maker', 'free-from-publisher')),
  -- Where it says so: the name of the licence, a notice on the page.
  rights_words text not null default '' check (length(rights_words) <= 300),
  words text not null default '' check (length(words) <= 500),
  words_public boolean not null,
  withdrawn_at timestamptz,
  created_at timestamptz not null,
  check ((rights = 'licensed') = (link is null)),
  check (rights <> 'licensed' or instance_id is not null),
  check (rights = 'licensed' or length(rights_words) > 0)
);
create index recommendation_circle on ebooks.recommendation (circle_id, created_at desc) where withdrawn_at is null;
create index recommendation_person on ebooks.recommendation (person_id);
create unique index recommendation_once on ebooks.recommendation (circle_id, coalesce(link, instance_id::text))
  where withdrawn_at is null;
