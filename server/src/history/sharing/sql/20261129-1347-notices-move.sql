-- There is one inbox now: kinds of loans between readers say so, and every message leads to its page.
insert into notices.notice (id, person_id, kind, params, link, created_at, read_at, queued_at, mailed_at)
  select n.id, n.person_id,
    case when n.kind ~ '^(circle|friend|nest|drift|deposit|counter|appointment|offers)-' then n.kind
      else 'peer-' || n.kind end,
    n.params,
    case when n.loan_id is not null then '/sharing/loans/' || n.loan_id
      when n.params ? 'circleId' then '/sharing/circles/' || (n.params ->> 'circleId')
      when n.kind like 'drift-%' then '/drift/' || (n.params ->> 'code')
      when n.kind like 'nest-%' then '/nests/' || (n.params ->> 'code')
      else '/sharing/loans' end,
    n.created_at, n.read_at, coalesce(n.mailed_at, n.created_at), n.mailed_at
  from sharing.notice n;
drop table sharing.notice;
