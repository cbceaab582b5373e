-- Of states of one record, the oldest first, by the loads that made them: those that it stands on now, the newest first.
-- An undo returned it to the state before the load that it undoes; `is_now`: the record is as that state left it.
create function loads.stands_on(runs uuid[]) returns table (place int, run_id uuid, is_now boolean)
language plpgsql stable as $$
declare
  undone uuid[] := array(select l.undoes from unnest(runs) with ordinality r(id, n)
    left join catalogue.load l on l.id = r.id order by r.n);
  back int[] := array_fill(null::int, array[cardinality(runs)]);
  at int;
begin
  for i in 1 .. cardinality(runs) loop
    continue when undone[i] is null;
    at := i - 1;
    -- A load may have written the record more than once.
    if at > 0 and runs[at] = runs[i] then
      back[i] := back[at];
      continue;
    end if;
    while at > 0 and runs[at] is distinct from undone[i] loop at := back[at]; end loop;
    while at > 0 and runs[at] is not distinct from undone[i] loop at := at - 1; end loop;
    back[i] := coalesce(at, 0);
  end loop;
  place := cardinality(runs);
  is_now := true;
  while place > 0 loop
    run_id := runs[place];
    return next;
    is_now := is_now and undone[place] is not null;
    place := coalesce(back[place], place - 1);
  end loop;
end $$;

-- The version of a load that the record is again, because undos took away what came after it; null: it is not as the load left it.
create function loads.version_again(record bigint, current uuid, load uuid) returns int language sql stable as $$
  with v as (select array_agg(p.version order by p.version) as versions, array_agg(p.run_id order by p.version) as runs
    from catalogue.record_past p where p.record_id = record)
  select v.versions[s.place] from v cross join lateral loads.stands_on(v.runs || current) s
  where s.run_id = load and s.is_now order by s.place desc limit 1
$$;

-- What the load made of the record lies under what somebody else changed since.
create function loads.lies_under(record bigint, current uuid, load uuid) returns boolean language sql stable as $$
  select coalesce(bool_and(not s.is_now), false) from
    (select array_agg(p.run_id order by p.version) as runs from catalogue.record_past p where p.record_id = record) v
    cross join lateral loads.stands_on(v.runs || current) s where s.run_id = load
$$;

-- Numbers of holdings records that the load brought, changed or took away.
create function loads.holdings_touched(load uuid) returns table (control_number text) language sql stable as $$
  select h.control_number from catalogue.holdings_state h where h.run_id = load
  union select p.control_number from catalogue.holdings_past p where p.replaced_by = load or p.run_id = load
$$;

-- Those of these holdings records that are as the load left them: `before` is what they were, null where the load brought
-- them in; `now` is what they are, null where they are not here.
create function loads.holdings_as_left(load uuid, member smallint, numbers text[])
returns table (control_number text, before json, now json) language sql stable as $$
  with touched as (select member as member_id, n as control_number from unnest(numbers) n),
  known as (
    select t.member_id, t.control_number, p.id, p.marc, p.run_id, p.replaced_by
    from touched t join catalogue.holdings_past p on p.member_id = t.member_id and p.control_number = t.control_number
    union all
    select t.member_id, t.control_number, null, h.marc, h.run_id, null
    from touched t join catalogue.holdings_state h on h.member_id = t.member_id and h.control_number = t.control_number),
  -- Between two states the record was away where the second is not of the load that ended the first.
  state as (
    select k.member_id, k.control_number, k.id, 0 as then_gone, k.marc, k.run_id from known k
    union all
    select w.member_id, w.control_number, w.id, 1, null, w.replaced_by from (select k.*, 
        lead(k.run_id) over (partition by k.member_id, k.control_number order by k.id nulls last) as next_run from known k) w
    where w.replaced_by is not null and w.next_run is distinct from w.replaced_by),
  line as (
    select s.member_id, s.control_number, array_agg(s.run_id order by s.id nulls last, s.then_gone) as runs,
      array_agg(s.marc order by s.id nulls last, s.then_gone) as marcs
    from state s group by s.member_id, s.control_number)
  select l.control_number, l.marcs[b.place], l.marcs[cardinality(l.runs)]
  from line l
  cross join lateral (select s.place from loads.stands_on(l.runs) s where s.run_id = load and s.is_now
    order by s.place desc limit 1) e
  cross join lateral (select coalesce(max(n), 0) as place from generate_series(1, e.place - 1) n
    where l.runs[n] is distinct from load) b
  where l.marcs[b.place] is not null or l.marcs[cardinality(l.runs)] is not null
$$;
