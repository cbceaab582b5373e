-- More names that students give to books. What librarians entered, changed or took away meanwhile stands: nothing of it is replaced.
insert into phrasing.alias (key, said, means, changed_at)
select a.key, a.said, a.means, timestamptz '2026-11-01 00:00Z'
from (values
  ('花书', '花书', '深度学习 古德费洛 或 "Deep Learning" Goodfellow'),
  ('prml', 'PRML', 'Pattern Recognition and Machine Learning'),
  ('魔法书', '魔法书', '计算机程序的构造和解释'),
  ('数分', '数分', '数学分析'),
  ('结力', '结力', '结构力学'),
  ('生化', '生化', '生物化学'),
  ('普化', '普化', '普通化学'),
  ('电动力', '电动力', '电动力学'),
  ('政经', '政经', '政治经济学'),
  ('马哲', '马哲', '马克思主义哲学')
) as a (key, said, means)
on conflict (key) do nothing;
