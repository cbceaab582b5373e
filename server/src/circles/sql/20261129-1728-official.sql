-- A circle of kind `library` is a library's own, founded by its staff. What readers called so before is one of interest.
update circles.circle c set kind = 'interest'
where c.kind = 'library' and (c.member_id is null or not exists (select 1 from people.role_grant g
  where g.person_id = c.created_by and (g.member_id = c.member_id or g.member_id is null)));
alter table circles.circle
  add constraint circle_library_member check (kind <> 'library' or member_id is not null);
create or replace view circles.circle_line as
  select id, name, member_id, guarded_by, max_loan_days, max_active_loans, is_listed, words_public, closed_at,
    kind = 'library' as is_official
  from circles.circle;
