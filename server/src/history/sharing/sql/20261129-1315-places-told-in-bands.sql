-- Strangers are told distances between zones, never between squares. A zone is a square of 2, 4 … 32 squares each way;
-- the smallest counts in which ten sharers live. `pt` of a person and of an offer is the middle of the owner's zone,
-- `spread_km` how far two squares of it lie from its middle at most.
create function sharing.zone_rows(row_no bigint, level integer) returns double precision
language sql immutable parallel safe as $$
  select (((row_no >> level) << level) + (1 << level) / 2.0) / 100.0 - 90
$$;

create function sharing.zone_columns(lat double precision, level integer) returns bigint
language sql immutable parallel safe as $$
  select greatest(1, round(36000 * cos(radians(lat)) / (1 << level)))::bigint
$$;

-- Longitude of a square's middle (cell.ts).
create function sharing.cell_lon(cell bigint) returns double precision
language sql immutable parallel safe as $$
  select ((cell % 100000) + 0.5) / greatest(1, round(36000 * cos(radians((cell / 100000 + 0.5) / 100.0 - 90)))) * 360 - 180
$$;

-- The zone of a level that a square lies in: its row times a million, and its column.
create function sharing.zone_of(cell bigint, level integer) returns bigint
language sql immutable parallel safe as $$
  select ((cell / 100000) >> level) * 1000000
    + floor((sharing.cell_lon(cell) + 180) / 360 * sharing.zone_columns(sharing.zone_rows(cell / 100000, level), level))::bigint
$$;

create function sharing.zone_centre(zone bigint, level integer) returns point
language sql immutable parallel safe as $$
  select point((zone % 1000000 + 0.5) / sharing.zone_columns(sharing.zone_rows((zone / 1000000) << level, level), level) * 360 - 180,
    sharing.zone_rows((zone / 1000000) << level, level))
$$;

create function sharing.zone_spread(level integer) returns double precision
language sql immutable parallel safe as $$
  select ((1 << level) - 1) * 1.112 * sqrt(2) / 2
$$;

-- Everybody with a place, by the zones of all levels it lies in. `counts`: somebody a library knows, or who has been here
-- for a month, so that nobody makes a crowd of accounts to narrow a zone down.
create table sharing.place_zone (
  person_id uuid not null references sharing.person on delete cascade,
  level smallint not null check (level between 1 and 5),
  zone bigint not null,
  counts boolean not null,
  primary key (person_id, level)
);
create index place_zone_people on sharing.place_zone (level, zone, counts);

alter table sharing.person add column spread_km double precision not null default 0;

-- Until the first hour's job has looked at who lives where, everybody's zone is the largest.
insert into sharing.place_zone (person_id, level, zone, counts)
  select p.person_id, l, sharing.zone_of(p.cell, l),
    exists (select 1 from people.affiliation a where a.person_id = p.person_id) from sharing.person p, generate_series(1, 5) l
  where p.cell is not null;
update sharing.person set pt = sharing.zone_centre(sharing.zone_of(cell, 5), 5), spread_km = sharing.zone_spread(5)
  where cell is not null;
update sharing.offer set pt = sharing.zone_centre(sharing.zone_of(cell, 5), 5) where cell is not null;
create index person_near on sharing.person using gist (pt) where pt is not null;

-- What is offered within is the end of a band, too.
update sharing.offer set radius_km = case when radius_km <= 1 then 1 when radius_km <= 3 then 3 when radius_km <= 5 then 5
  when radius_km <= 10 then 10 when radius_km <= 20 then 20 else 50 end;
alter table sharing.offer drop constraint offer_radius_range;
alter table sharing.offer add constraint offer_radius_band check (radius_km in (1, 3, 5, 10, 20, 50));

-- Titles as the analyser folds them, for looking among what is near; null: still to be folded.
alter table sharing.title add column folded text;
create index title_unfolded on sharing.title (id) where folded is null;
create function sharing.unfold_title() returns trigger language plpgsql as $$
begin
  new.folded := null;
  return new;
end $$;
create trigger title_reworded before update of main, author on sharing.title
  for each row when (new.main is distinct from old.main or new.author is distinct from old.author)
  execute function sharing.unfold_title();
