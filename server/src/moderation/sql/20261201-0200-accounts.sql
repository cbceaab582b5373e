-- `account`: a word with an account beside it (微信 abc123); the region changes the list as it does the phrases.
alter table moderation.text_rule drop constraint text_rule_kind_check,
  add constraint text_rule_kind_check
    check (kind in ('phrase', 'account', 'web-address', 'e-mail', 'long-number')),
  drop constraint text_rule_check,
  add constraint text_rule_words check ((kind in ('phrase', 'account')) = (pattern_key <> ''));
insert into moderation.text_rule (id, kind, pattern, pattern_key, action) values
  ('0199f000-0000-7000-8000-000000000100', 'account', '微信', '微信', 'flag'),
  ('0199f000-0000-7000-8000-000000000101', 'account', '薇信', '薇信', 'flag'),
  ('0199f000-0000-7000-8000-000000000102', 'account', '威信', '威信', 'flag'),
  ('0199f000-0000-7000-8000-000000000103', 'account', '徽信', '徽信', 'flag'),
  ('0199f000-0000-7000-8000-000000000104', 'account', 'v信', 'v信', 'flag'),
  ('0199f000-0000-7000-8000-000000000105', 'account', 'vx', 'vx', 'flag'),
  ('0199f000-0000-7000-8000-000000000106', 'account', 'wx', 'wx', 'flag'),
  ('0199f000-0000-7000-8000-000000000107', 'account', 'weixin', 'weixin', 'flag'),
  ('0199f000-0000-7000-8000-000000000108', 'account', 'wechat', 'wechat', 'flag'),
  ('0199f000-0000-7000-8000-000000000109', 'account', 'v', 'v', 'flag'),
  ('0199f000-0000-7000-8000-000000000110', 'account', '薇', '薇', 'flag'),
  ('0199f000-0000-7000-8000-000000000111', 'account', 'qq', 'qq', 'flag'),
  ('0199f000-0000-7000-8000-000000000112', 'account', 'q', 'q', 'flag'),
  ('0199f000-0000-7000-8000-000000000113', 'account', '扣扣', '扣扣', 'flag'),
  ('0199f000-0000-7000-8000-000000000114', 'account', '企鹅', '企鹅', 'flag'),
  ('0199f000-0000-7000-8000-000000000115', 'account', 'telegram', 'telegram', 'flag'),
  ('0199f000-0000-7000-8000-000000000116', 'account', 'whatsapp', 'whatsapp', 'flag')
on conflict on constraint text_rule_once do nothing;
