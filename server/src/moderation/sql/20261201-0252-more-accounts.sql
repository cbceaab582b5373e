insert into moderation.text_rule (id, kind, pattern, pattern_key, action) values
  ('0199f000-0000-7000-8000-000000000117', 'account', '加微', '加微', 'flag'),
  ('0199f000-0000-7000-8000-000000000118', 'account', '绿泡泡', '绿泡泡', 'flag')
on conflict on constraint text_rule_once do nothing;
