-- How often a search was made, something was opened from it, and its page was slow; by library of who asked (0: nobody
-- signed in), without persons.
create table phrasing.search_use (
  key text not null,
  member_id smallint not null,
  said text not null,
  shown integer not null,
  followed integer not null,
  slow integer not null,
  worst_ms integer not null,
  first_on date not null,
  last_on date not null,
  constraint search_use_once primary key (key, member_id)
);
create index search_use_member on phrasing.search_use (member_id);
