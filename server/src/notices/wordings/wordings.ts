import { sql } from "kysely";
import type { Db, Tx } from "../../kernel/database.ts";
import { type Language, languages } from "../../kernel/text.ts";
import type { Clock } from "../../kernel/time.ts";
import { catalogues } from "../../messages/index.ts";
import { refuse } from "../refusals.ts";
import { type LibraryNoticeKind, libraryNoticeKinds } from "../words.ts";

/** Subject and body of a mail, with `{{values}}`. */
export type Wording = { subject: string; body: string };
/** What a library may word: which notice, in which language. */
export type WordingPlace = { memberId: number; kind: LibraryNoticeKind; language: Language };

const VALUE = /\{\{\s*(\w+)[^}]*\}\}/g;
const WHOLE = /\{\{\s*(\w+)\s*\}\}/g;

/** How a catalogue words the mail of a notice; values without the figures' format, as libraries write them. */
export function defaultWording(kind: LibraryNoticeKind, language: Language): Wording {
  const catalogue = catalogues[language];
  const sentence = catalogue[`notice.${kind}`] ?? catalogue[`notice.${kind}_other`] ?? "";
  const plain = (text: string): string => text.replace(VALUE, "{{$1}}");
  return {
    subject: plain(catalogue[`notice.${kind}.subject`] ?? catalogue["notice.mail.subject"] ?? ""),
    body: plain(catalogue[`notice.${kind}.body`] ?? sentence),
  };
}

/** The values a notice has, as the catalogues use them; a branch always has its name. */
export function valueNames(kind: LibraryNoticeKind): string[] {
  const texts = languages.flatMap((language) =>
    ["", ".subject", ".body"].map((part) => catalogues[language][`notice.${kind}${part}`] ?? ""),
  );
  return [...new Set(texts.flatMap((text) => [...text.matchAll(VALUE)].map((found) => found[1]!)))].sort();
}

/**
 * Refuses `notice-value-unknown` 400 (`name`, `known`) for a value that this notice does not have, and
 * `notice-value-broken` 400 for braces that close nothing.
 */
export function demandValues(kind: LibraryNoticeKind, wording: Wording): void {
  const known = valueNames(kind);
  for (const text of [wording.subject, wording.body]) {
    const wrong = [...text.matchAll(WHOLE)].map((found) => found[1]!).find((name) => !known.includes(name));
    if (wrong !== undefined) throw refuse("notice-value-unknown", { name: wrong, known: known.join(", ") });
    const left = /\{\{.{0,20}|\}\}/s.exec(text.replace(WHOLE, ""));
    if (left) throw refuse("notice-value-broken", { near: left[0] });
  }
}

/** A wording with the values put in. */
export function fillIn(wording: Wording, values: Readonly<Record<string, string | number | null>>): Wording {
  const fill = (text: string): string =>
    text.replace(WHOLE, (_all, name: string) => String(values[name] ?? ""));
  return { subject: fill(wording.subject), body: fill(wording.body) };
}

/** How a library words its notices, by `kind language`. */
export async function wordingsOf(db: Db, memberId: number): Promise<Map<string, Wording>> {
  const { rows } = await sql<{ kind: string; language: string } & Wording>`
    select w.kind, w.language, w.subject, w.body from notices.wording w where w.member_id = ${memberId}`.execute(
    db,
  );
  return new Map(rows.map(({ kind, language, ...wording }) => [`${kind} ${language}`, wording]));
}

/** A library's own wording of one notice; undefined: it has none, and the catalogue's counts. */
export async function wordingFor(
  db: Db,
  memberId: number | null,
  kind: string,
  language: Language,
): Promise<Wording | undefined> {
  if (memberId === null || !libraryNoticeKinds.some((one) => one === kind)) return undefined;
  const { rows } = await sql<Wording>`select w.subject, w.body from notices.wording w
    where w.member_id = ${memberId} and w.kind = ${kind} and w.language = ${language}`.execute(db);
  return rows[0];
}

/** A library words a notice. Refuses as `demandValues`. */
export async function setWording(
  tx: Tx,
  clock: Clock,
  by: string,
  place: WordingPlace,
  wording: Wording,
): Promise<void> {
  demandValues(place.kind, wording);
  await sql`insert into notices.wording (member_id, kind, language, subject, body, changed_by, changed_at)
    values (${place.memberId}, ${place.kind}, ${place.language}, ${wording.subject}, ${wording.body}, ${by},
      ${clock.now()})
    on conflict (member_id, kind, language) do update set subject = excluded.subject, body = excluded.body,
      changed_by = excluded.changed_by, changed_at = excluded.changed_at`.execute(tx);
}

/** The catalogue's wording counts again. Refuses `wording-unknown` 404. */
export async function clearWording(tx: Tx, place: WordingPlace): Promise<void> {
  const { rows } = await sql`delete from notices.wording w where w.member_id = ${place.memberId}
    and w.kind = ${place.kind} and w.language = ${place.language} returning w.kind`.execute(tx);
  if (rows.length === 0) throw refuse("wording-unknown");
}
