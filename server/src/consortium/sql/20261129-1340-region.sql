-- What belongs to the region as a whole. `time_zone`: of everything that belongs to no library, and of new libraries.
create table consortium.region (
  is_here boolean primary key default true check (is_here),
  time_zone text not null
);
insert into consortium.region (time_zone) values ('Asia/Shanghai');
alter table consortium.member alter column time_zone drop default;
