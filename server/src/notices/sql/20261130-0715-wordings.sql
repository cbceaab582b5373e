-- How a library words what it tells its own readers by mail; where it says nothing, the message catalogue does.
create table notices.wording (
  member_id smallint not null references consortium.member,
  kind text not null,
  language text not null check (language in ('zh-Hans', 'zh-Hant', 'en')),
  subject text not null constraint wording_subject check (subject <> ''),
  body text not null constraint wording_body check (body <> ''),
  changed_by uuid not null,
  changed_at timestamptz not null,
  primary key (member_id, kind, language)
);
