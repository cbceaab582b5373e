-- Kinds of readers and of items as libraries name them, with what people read for the code: a library's own beside the
-- consortium's (`member_id` null). Rules, readers and items bear the code; one that is not listed is shown as it is.
create table policies.kind (
  id integer generated always as identity primary key,
  member_id smallint constraint kind_member references consortium.member,
  of text not null check (of in ('patron-group', 'item-class')),
  code text not null constraint kind_code_form check (code ~ '^\S(.{0,62}\S)?$'),
  name jsonb not null constraint kind_name_given check (jsonb_path_exists(name, '$.* ? (@ like_regex "\\S")'))
);
create unique index kind_once on policies.kind (coalesce(member_id, 0), of, lower(code));

insert into policies.kind (of, code, name) values
  ('patron-group', 'student', '{"zh-Hans": "本科生", "zh-Hant": "本科生", "en": "Undergraduate"}'),
  ('patron-group', 'graduate', '{"zh-Hans": "研究生", "zh-Hant": "研究生", "en": "Graduate"}'),
  ('patron-group', 'faculty', '{"zh-Hans": "教师", "zh-Hant": "教師", "en": "Faculty"}'),
  ('patron-group', 'staff', '{"zh-Hans": "职工", "zh-Hant": "職工", "en": "Staff"}'),
  ('patron-group', 'guest', '{"zh-Hans": "校外读者", "zh-Hant": "校外讀者", "en": "Guest"}'),
  ('item-class', 'book', '{"zh-Hans": "图书", "zh-Hant": "圖書", "en": "Book"}');
