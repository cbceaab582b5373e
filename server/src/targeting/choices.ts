import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import { type Language, type LocalText, pick } from "../kernel/text.ts";

/** One of several that bear the same number: the id to choose it by, the library it belongs to, and which book it is. */
export type Choice = { id: number; library: LocalText; book?: string };

/**
 * Refuses because a number means several cards or items. `choices`: the ids to choose by, separated by commas;
 * `libraries`: the names of their libraries in the same order, one a line, in simplified Chinese, `libraries.zh-Hant` and
 * `libraries.en` the same in the other languages; of items also `books`: title and call number, one a line.
 */
export function refuseToGuess(
  code: "several-patrons" | "several-items",
  barcode: string,
  choices: readonly Choice[],
): Problem {
  const different = [...new Map(choices.map((one) => [one.id, one])).values()];
  return new Problem(code, 409, {
    barcode,
    choices: different.map((one) => one.id).join(","),
    libraries: namesOf(different, "zh-Hans"),
    "libraries.zh-Hant": namesOf(different, "zh-Hant"),
    "libraries.en": namesOf(different, "en"),
    ...(code === "several-items" && { books: different.map((one) => one.book ?? "").join("\n") }),
  });
}

/** Refuses because a barcode means several copies, and says of each whose it is and which book. */
export async function refuseToGuessCopy(db: Db, barcode: string, ids: readonly number[]): Promise<Problem> {
  const { rows } = await sql<Required<Choice>>`
    select i.id, o.name as library, concat_ws(' ', x.title, nullif(h.call_number, '')) as book
    from catalogue.item_line i join catalogue.record_line r on r.id = i.record_id
    join consortium.member_fact o on o.id = i.member_id
    left join catalogue.call_number_line h on h.id = i.holding_id
    left join catalogue.title_line x on x.id = r.instance_id
    where i.id = any(${[...ids]}::bigint[]) order by i.id`.execute(db);
  return refuseToGuess("several-items", barcode, rows);
}

/** The barcode of a copy, by which a refusal names it; empty where there is none. */
export async function barcodeOf(db: Db, itemId: number): Promise<string> {
  const { rows } = await sql<{ barcode: string | null }>`select i.barcode from catalogue.item_line i
    where i.id = ${itemId}`.execute(db);
  return rows[0]?.barcode ?? "";
}

function namesOf(choices: readonly Choice[], language: Language): string {
  return choices.map((one) => pick(one.library, language)).join("\n");
}
