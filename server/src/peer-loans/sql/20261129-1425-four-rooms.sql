-- What was one room for sharing is four, one above the other: neighbours, circles, shelves, peer-loans.
create schema neighbours;
create schema circles;
create schema shelves;
create schema peer_loans;

alter table sharing.person set schema neighbours;
alter table sharing.cell_look set schema neighbours;
alter table sharing.friendship set schema neighbours;
alter table sharing.block set schema neighbours;
alter table sharing.place_zone set schema neighbours;
alter table sharing.circle set schema circles;
alter table sharing.circle_parent set schema circles;
alter table sharing.membership set schema circles;
alter table sharing.vouch set schema circles;
alter table sharing.circle_invite set schema circles;
alter table sharing.email_proof set schema circles;
alter table sharing.roster_entry set schema circles;
alter table sharing.title set schema shelves;
alter table sharing.copy set schema shelves;
alter table sharing.offer set schema shelves;
alter table sharing.offer_circle set schema shelves;
alter table sharing.photo set schema shelves;
alter table sharing.custody_event set schema shelves;
alter table sharing.library_copy set schema shelves;
alter table sharing.library_person set schema shelves;
alter table sharing.loan set schema peer_loans;
alter table sharing.loan_event set schema peer_loans;
alter table sharing.appointment set schema peer_loans;
alter table sharing.message set schema peer_loans;
alter table sharing.credit_transfer set schema peer_loans;
alter table sharing.deposit set schema peer_loans;
alter table sharing.local_deposit set schema peer_loans;
alter function sharing.unfold_title() set schema shelves;

alter function sharing.kilometres(point, point) set schema neighbours;
alter function sharing.blocked(uuid, uuid) set schema neighbours;
alter function sharing.befriended(uuid, uuid) set schema neighbours;
alter function sharing.zone_rows(bigint, integer) set schema neighbours;
alter function sharing.zone_columns(double precision, integer) set schema neighbours;
alter function sharing.cell_lon(bigint) set schema neighbours;
alter function sharing.zone_of(bigint, integer) set schema neighbours;
alter function sharing.zone_centre(bigint, integer) set schema neighbours;
alter function sharing.zone_spread(integer) set schema neighbours;
alter function sharing.circles_of(uuid, boolean) set schema circles;
drop schema sharing;

-- Functions whose text names tables and each other.
create or replace function circles.circles_of(who uuid, guarded_only boolean) returns setof uuid
language sql stable as $$
  with recursive mine(id, depth) as (
    select m.circle_id, 0 from circles.membership m where m.person_id = who and m.state = 'active'
    union
    select p.parent_id, mine.depth + 1 from mine join circles.circle_parent p on p.circle_id = mine.id
    where p.agreed_at is not null and mine.depth < 4
  )
  select distinct c.id from mine join circles.circle c on c.id = mine.id
  where c.closed_at is null and (not guarded_only or c.guarded_by is not null)
  limit 64
$$;

create or replace function neighbours.blocked(a uuid, b uuid) returns boolean
language sql stable as $$
  select exists (select 1 from neighbours.block x where x.person_id = a and x.blocked_id = b)
    or exists (select 1 from neighbours.block x where x.person_id = b and x.blocked_id = a)
$$;

create or replace function neighbours.befriended(a uuid, b uuid) returns boolean
language sql stable as $$
  select exists (select 1 from neighbours.friendship f
    where f.low_id = least(a, b) and f.high_id = greatest(a, b) and f.accepted_at is not null)
$$;

create or replace function neighbours.zone_of(cell bigint, level integer) returns bigint
language sql immutable parallel safe as $$
  select ((cell / 100000) >> level) * 1000000
    + floor((neighbours.cell_lon(cell) + 180) / 360
      * neighbours.zone_columns(neighbours.zone_rows(cell / 100000, level), level))::bigint
$$;

create or replace function neighbours.zone_centre(zone bigint, level integer) returns point
language sql immutable parallel safe as $$
  select point((zone % 1000000 + 0.5)
      / neighbours.zone_columns(neighbours.zone_rows((zone / 1000000) << level, level), level) * 360 - 180,
    neighbours.zone_rows((zone / 1000000) << level, level))
$$;

-- What rooms above may read.
create view neighbours.sharer as
  select person_id, nickname, is_minor, cell, pt, spread_km, region_id, time_zone, keeps_diary, created_at
  from neighbours.person;
create view neighbours.hidden as
  select person_id, blocked_id as hidden_id from neighbours.block
  union all select blocked_id, person_id from neighbours.block;
create view circles.circle_line as
  select id, name, member_id, guarded_by, max_loan_days, max_active_loans, is_listed, words_public, closed_at from circles.circle;
create view circles.member as select circle_id, person_id, state, role from circles.membership;
create view shelves.title_line as select id, isbn, instance_id, main, author from shelves.title;
create view shelves.copy_fact as
  select id, region_id, title_id, owner_id, custodian_id, place_kind, place_id, travels, state, created_at from shelves.copy;
create view shelves.offer_fact as
  select copy_id, title_id, instance_id, owner_id, modes, loan_days, deposit, state, is_free, published_at from shelves.offer;
create view shelves.offer_circle_fact as select circle_id, copy_id from shelves.offer_circle;
create view peer_loans.loan_fact as
  select id, copy_id, via_circle_id, lender_id, borrower_id, state, handed_over_at, back_at from peer_loans.loan;

-- Who has asked for a copy or has it. Written by the rooms above that lend (`loan_id`), asked here: whether a copy may
-- be withdrawn, how many wait, and who may still see its page.
create table shelves.claim (
  loan_id uuid primary key,
  copy_id uuid not null references shelves.copy,
  person_id uuid not null references people.person,
  stage text not null check (stage in ('waiting', 'holding', 'over'))
);
create index claim_copy on shelves.claim (copy_id);
alter table shelves.copy add column was_asked boolean not null default false;

-- An offer stands where its owner stands, and people under age offer in guarded circles only.
create function shelves.follow_owner() returns trigger language plpgsql as $$
begin
  update shelves.offer o set cell = n.cell, pt = n.pt,
      is_public = o.is_public and n.cell is not null and not n.is_minor, to_friends = o.to_friends and not n.is_minor
    from moved n join before b on b.person_id = n.person_id
    where o.owner_id = n.person_id
      and (n.cell is distinct from b.cell or n.pt::text is distinct from b.pt::text or n.is_minor <> b.is_minor);
  delete from shelves.offer_circle oc using shelves.offer o, moved n, before b, circles.circle c
    where n.person_id = b.person_id and n.is_minor and not b.is_minor and o.owner_id = n.person_id
      and oc.copy_id = o.copy_id and c.id = oc.circle_id and c.guarded_by is null;
  return null;
end $$;
create trigger person_offers after update on neighbours.person
  referencing old table as before new table as moved for each statement execute function shelves.follow_owner();

-- Nobody under age is in a circle that nobody answers for.
create function circles.send_minor_out() returns trigger language plpgsql as $$
begin
  update circles.membership m set state = 'left', role = 'member', ended_at = now()
    from circles.circle c
    where c.id = m.circle_id and m.person_id = new.person_id and c.guarded_by is null and m.state in ('applied', 'active');
  return null;
end $$;
create trigger person_minor after update of is_minor on neighbours.person
  for each row when (new.is_minor and not old.is_minor) execute function circles.send_minor_out();

-- An offer is for circles its owner counts in; a library's copies are for those it chose.
create function shelves.leave_circles(owners uuid[]) returns void language sql as $$
  delete from shelves.offer_circle oc using shelves.offer o
    where o.copy_id = oc.copy_id and o.owner_id = any(owners)
      and not exists (select 1 from shelves.library_copy l where l.copy_id = oc.copy_id)
      and not exists (select 1 from circles.circles_of(o.owner_id, false) c where c = oc.circle_id)
$$;
create function shelves.leave_circle() returns trigger language plpgsql as $$
begin
  perform shelves.leave_circles(array[new.person_id]);
  return null;
end $$;
create trigger membership_offers after update of state on circles.membership
  for each row when (old.state = 'active' and new.state <> 'active') execute function shelves.leave_circle();

create function shelves.part_circles() returns trigger language plpgsql as $$
begin
  perform shelves.leave_circles(array(select distinct o.owner_id from shelves.offer_circle oc
    join shelves.offer o on o.copy_id = oc.copy_id where oc.circle_id = old.parent_id and o.owner_id is not null));
  return null;
end $$;
create trigger circle_parent_offers after delete on circles.circle_parent
  for each row execute function shelves.part_circles();

create function shelves.unguard_circle() returns trigger language plpgsql as $$
begin
  delete from shelves.offer_circle oc using shelves.offer o, neighbours.person p
    where oc.circle_id = new.id and o.copy_id = oc.copy_id and p.person_id = o.owner_id and p.is_minor;
  return null;
end $$;
create trigger circle_offers after update of guarded_by on circles.circle
  for each row when (old.guarded_by is not null and new.guarded_by is null) execute function shelves.unguard_circle();

-- Every open loan is a claim on its copy.
create function peer_loans.stage_of(state text) returns text language sql immutable as $$
  select case when state in ('requested', 'queued') then 'waiting'
    when state in ('accepted', 'on-loan', 'return-claimed', 'disputed') then 'holding'
    when state in ('returned', 'damage-claimed') then 'over' end
$$;
create function peer_loans.note_claim() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    update shelves.copy set was_asked = true where id = new.copy_id and not was_asked;
  end if;
  if tg_op = 'DELETE' then
    delete from shelves.claim where loan_id = old.id;
  elsif peer_loans.stage_of(new.state) is null then
    delete from shelves.claim where loan_id = new.id;
  else
    insert into shelves.claim (loan_id, copy_id, person_id, stage)
      values (new.id, new.copy_id, new.borrower_id, peer_loans.stage_of(new.state))
      on conflict (loan_id) do update set stage = excluded.stage;
  end if;
  return null;
end $$;
create trigger loan_claim after insert or update of state or delete on peer_loans.loan
  for each row execute function peer_loans.note_claim();

insert into shelves.claim (loan_id, copy_id, person_id, stage)
  select l.id, l.copy_id, l.borrower_id, peer_loans.stage_of(l.state) from peer_loans.loan l
  where peer_loans.stage_of(l.state) is not null;
update shelves.copy c set was_asked = true where exists (select 1 from peer_loans.loan l where l.copy_id = c.id);

-- Messages that wait for a listener that bears another name now.
update kernel.undelivered set subscriber = 'shelves.titles' where subscriber = 'sharing.titles';
update kernel.undelivered set subscriber = 'shelves.title-folds' where subscriber = 'sharing.title-folds';
insert into kernel.undelivered (message_id, topic, subscriber, payload, published_at, attempts, error, next_at, set_aside_at)
  select u.message_id, u.topic, s, u.payload, u.published_at, u.attempts, u.error, u.next_at, u.set_aside_at
  from kernel.undelivered u,
    unnest(array['neighbours.texts', 'circles.texts', 'shelves.texts', 'peer-loans.texts']) s
  where u.subscriber = 'sharing.texts';
delete from kernel.undelivered where subscriber = 'sharing.texts';
