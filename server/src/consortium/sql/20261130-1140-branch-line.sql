-- A branch by itself, without its member.
create view consortium.branch_line as select b.id, b.member_id, b.code, b.name, b.is_pickup from consortium.branch b;
