-- The form in which numbers on labels and cards are compared: compatibility width, no blanks or invisible characters,
-- Latin capitals. Noughts and hyphens count. The same as foldCode in text.ts.
create function kernel.folded_code(code text) returns text
  language sql immutable strict parallel safe
  return translate(
    regexp_replace(normalize(code, NFKC),
      '[\u0001-\u0020\u007f-\u00a0\u00ad\u1680\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]', '', 'g'),
    'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ');
