-- On which floor a shelving location stands, as people say it (3, B1, 夹层), and where its library shows a plan of it.
alter table consortium.location
  add column floor text not null default '' constraint location_floor_short check (length(floor) <= 12),
  add column plan_url text constraint location_plan_address
    check (plan_url ~ '^https://[^[:space:]<>"]+$' and length(plan_url) <= 500);
