-- A scanner may send the stars that begin and end a number in Code 39, and before it the mark of the kind of code (]A0).
-- They are no part of the number. The same as foldCode in text.ts.
create or replace function kernel.folded_code(code text) returns text
  language sql immutable strict parallel safe
  return regexp_replace(regexp_replace(translate(
    regexp_replace(normalize(code, NFKC),
      '[\u0001-\u0020\u007f-\u00a0\u00ad\u1680\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]', '', 'g'),
    'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'),
    '^\][A-Z][0-9A-Z](?=.)', ''), '^\*(.+)\*$', '\1');
