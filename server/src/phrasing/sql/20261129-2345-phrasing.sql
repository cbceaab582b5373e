create schema phrasing;

-- Names that courses and readers give to books, and what the catalogue calls them. `key`: `said`, folded.
create table phrasing.alias (
  id integer generated always as identity primary key,
  key text not null constraint alias_once unique constraint alias_said check (key <> ''),
  said text not null,
  means text not null constraint alias_means check (means ~ '\S'),
  changed_by uuid,
  changed_at timestamptz not null default now()
);

insert into phrasing.alias (key, said, means) values
  ('高数', '高数', '高等数学'), ('线代', '线代', '线性代数'), 
  ('概统', '概统', '概率论与数理统计'), ('高代', '高代', '高等代数'),
  ('大物', '大物', '大学物理'), ('理力', '理力', '理论力学'),
  ('材力', '材力', '材料力学'), ('物化', '物化', '物理化学'),
  ('分化', '分化', '分析化学'), ('模电', '模电', '模拟电子技术'), ('数电', '数电', '数字电子技术'),
  ('自控', '自控', '自动控制原理'), ('计组', '计组', '计算机组成原理'),
  ('计网', '计网', '计算机网络'), ('操统', '操统', '操作系统'), ('数构', '数构', '数据结构'),
  ('csapp', 'CSAPP', '深入理解计算机系统'), ('clrs', 'CLRS', 'Introduction to Algorithms 或 算法导论'),
  ('taocp', 'TAOCP', 'The Art of Computer Programming'), ('sicp', 'SICP', '计算机程序的构造和解释'),
  ('西瓜书', '西瓜书', '机器学习 周志华'), ('蓝皮书', '蓝皮书', '统计学习方法 李航'), 
  ('龙书', '龙书', '编译原理'), ('黑皮书', '黑皮书', '算法导论'), ('毛概', '毛概', '毛泽东思想和中国特色社会主义理论体系概论'),
  ('马原', '马原', '马克思主义基本原理'), ('史纲', '史纲', '中国近现代史纲要'), ('思修', '思修', '思想道德与法治'),
  ('毛选', '毛选', '毛泽东选集'), ('微经', '微经', '微观经济学'), ('宏经', '宏经', '宏观经济学'),
  ('西经', '西经', '西方经济学'), ('管原', '管原', '管理学'),
  ('现汉', '现汉', '现代汉语'), ('古汉', '古汉', '古代汉语'), 
  ('四大名著', '四大名著', '红楼梦 或 西游记 或 三国演义 或 水浒传'),
  ('考研英语', '考研英语', '研究生 英语'), 
  ('系解', '系解', '系统解剖学'), ('民总', '民总', '民法总论'), ('刑总', '刑总', '刑法学');

-- They came with the room: what librarians change stands before them.
update phrasing.alias set changed_at = timestamptz '2026-11-01 00:00Z';

-- Searches that found nothing, by library of who asked (0: nobody signed in), without persons. `aside_at`: a librarian
-- has looked at it and nothing is to be done.
create table phrasing.zero_search (
  key text not null,
  member_id smallint not null,
  said text not null,
  times integer not null default 1,
  first_on date not null,
  last_on date not null,
  aside_at timestamptz,
  constraint zero_search_once primary key (key, member_id)
);
create index zero_search_lately on phrasing.zero_search (last_on);
