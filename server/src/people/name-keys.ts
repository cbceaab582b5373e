import { sql } from "kysely";
import { fold, hasHan, pinyinReadings } from "../../../packages/cjk/index.ts";
import type { Db } from "../kernel/database.ts";

/** No name has more parts that somebody would look for it by. */
const MOST_PARTS = 12;
const AT_ONCE = 5000;
const OPTIONS = { name: true };

/** Words of a name in the one form that all scripts share: 張三丰 -> 张三丰; José Núñez -> jose, nunez. */
function wordsOf(text: string): string[] {
  return fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

/**
 * What a name is found by, each a beginning somebody may type: every tail of a Han word, of its reading in pinyin and of
 * its initials; every word of others. 张三丰 -> 张三丰, 三丰, 丰, zhangsanfeng, sanfeng, feng, zsf, sf, f.
 */
export function nameKeys(name: string): string[] {
  const keys = new Set<string>();
  for (const word of wordsOf(name).slice(0, MOST_PARTS)) {
    keys.add(word);
    if (!hasHan(word)) continue;
    const characters = [...word].slice(0, MOST_PARTS);
    const readings = pinyinReadings(word, OPTIONS).slice(0, MOST_PARTS);
    const second = readings.map((reading) => reading[1] ?? reading[0]!);
    const first = readings.map((reading) => reading[0]!);
    for (const [at] of characters.entries()) keys.add(characters.slice(at).join(""));
    for (const syllables of [first, [second[0] ?? "", ...first.slice(1)], second])
      for (const [at] of syllables.entries()) {
        keys.add(syllables.slice(at).join(""));
        keys.add(
          syllables
            .slice(at)
            .map((syllable) => syllable[0])
            .join(""),
        );
      }
  }
  keys.delete("");
  return [...keys];
}

/** What was typed, as a tsquery over `nameKeys`: every word begins one of them. Null: nothing that a name has. */
export function nameQuery(typed: string): string | null {
  const words = wordsOf(typed).slice(0, MOST_PARTS);
  return words.length === 0 ? null : words.map((word) => `'${word}':*`).join(" & ");
}

/** Makes the keys of people whose name is new or another one; returns how many. For a job. */
export async function renewNameKeys(db: Db): Promise<number> {
  const { rows } = await sql<{ id: string; name: string }>`select p.id, p.name from people.person p
    where p.keyed_name is distinct from p.name limit ${AT_ONCE}`.execute(db);
  if (rows.length > 0) await writeNameKeys(db, rows);
  return rows.length;
}

/** Keeps what these people are found by. */
export async function writeNameKeys(db: Db, people: readonly { id: string; name: string }[]): Promise<void> {
  const given = people.map(({ id, name }) => ({ id, name, keys: nameKeys(name) }));
  await sql`update people.person p set name_key = array_to_tsvector(array(select jsonb_array_elements_text(g.keys))),
      keyed_name = g.name
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as g(id uuid, name text, keys jsonb)
    where p.id = g.id`.execute(db);
}
