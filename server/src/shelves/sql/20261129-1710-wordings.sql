-- How readers say a book is called whose ISBN no library has: each has one voice, the wording most of them give is shown.
create table shelves.title_wording (
  title_id bigint not null references shelves.title on delete cascade,
  person_id uuid not null references people.person,
  main text not null check (length(main) between 1 and 300),
  author text not null default '' check (length(author) <= 200),
  -- Folded: 紅樓夢 and 红楼梦 are one wording.
  main_key text not null check (main_key <> ''),
  at timestamptz not null,
  primary key (title_id, person_id)
);
create index title_wording_person on shelves.title_wording (person_id);

-- A moderator has said how it is called; only a library's record says otherwise.
alter table shelves.title add column fixed_at timestamptz;

-- Wordings of before are the voice of whoever published the book first.
insert into shelves.title_wording (title_id, person_id, main, author, main_key, at)
select distinct on (t.id) t.id, c.owner_id, left(t.main, 300), left(t.author, 200), lower(left(t.main, 300)), c.created_at
from shelves.title t join shelves.copy c on c.title_id = t.id and c.owner_id is not null
where t.isbn is not null and t.instance_id is null and t.main <> t.isbn
order by t.id, c.created_at, c.id;
