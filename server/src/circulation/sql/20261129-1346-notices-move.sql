-- There is one inbox now.
insert into notices.notice (id, person_id, kind, params, link, created_at, read_at, queued_at, mailed_at)
  select n.id, n.person_id, n.kind, n.params, '/account', n.created_at, n.read_at,
    coalesce(n.queued_at, n.created_at), n.mailed_at
  from circulation.notice n;
drop table circulation.notice;
