import { sql } from "kysely";
import type { z } from "zod";
import type { Actor } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import { enqueue } from "../kernel/jobs.ts";
import type { Clock } from "../kernel/time.ts";
import { type Authority, getAuthority } from "./authorities.ts";
import { headingKey } from "./heading-key.ts";
import { keepAuthorities, nameHomonyms } from "./keep-authorities.ts";
import { getHeading, linkHeadings } from "./links.ts";
import type { AuthorityFacts, FormText } from "./read-authority.ts";
import { refuse } from "./refusals.ts";
import type { authorityChangeSchema, newAuthoritySchema } from "./schema.ts";
import type { AuthorityKind } from "./words.ts";

type Named = Omit<z.output<typeof newAuthoritySchema>, "kind">;

/** What was typed, as a record would say it. Refuses `authority-heading-empty` 400 for a heading of marks only. */
function factsOf(
  kind: AuthorityKind,
  named: Named,
  from: { source: string; number: string; numbers: string[] },
): AuthorityFacts {
  const { headings, see, also, dates, note, classes } = named;
  if (headings.some((text) => headingKey(kind, text) === "")) throw refuse("authority-heading-empty");
  const own = new Set(headings);
  const forms: FormText[] = [
    ...[...own].map((text) => ({ role: "heading" as const, relation: null, text })),
    ...[...new Set(see)]
      .filter((text) => !own.has(text))
      .map((text) => ({ role: "see" as const, relation: null, text })),
    ...also.map(({ text, relation }) => ({ role: "also" as const, relation, text })),
  ];
  return { kind, ...from, forms, dates, note, classes: [...new Set(classes)], isDeleted: false };
}

const OWN = { source: "", number: "", numbers: [] };

/** A new authority. Refuses `authority-heading-empty`. */
export async function addAuthority(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  { kind, ...named }: z.output<typeof newAuthoritySchema>,
): Promise<Authority> {
  const by = { personId: actor.personId, now: clock.now() };
  const [kept] = await keepAuthorities(tx, by, [{ id: null, facts: factsOf(kind, named, OWN), marc: null }]);
  return await getAuthority(tx, kept!.id);
}

/** An authority made of a heading of the records, which is linked to it. Refuses `heading-unknown` 404. */
export async function addFromHeading(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  headingId: number,
): Promise<Authority> {
  const { kind, text, dates, forms } = await getHeading(tx, headingId);
  const named = { headings: [text], see: forms.slice(0, 20), also: [], dates, note: "", classes: [] };
  const authority = await addAuthority(tx, actor, clock, { kind, ...named });
  await linkHeadings(tx, actor, clock, [{ headingId, authorityId: authority.id }]);
  return await getAuthority(tx, authority.id);
}

/**
 * Changes what an authority is called; the titles it is linked to follow. Refuses `authority-unknown` 404,
 * `authority-changed` 409 (somebody else changed it since it was opened), `authority-heading-empty` 400.
 */
export async function changeAuthority(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: number,
  { version, ...named }: z.output<typeof authorityChangeSchema>,
): Promise<Authority> {
  const before = await lockAuthority(tx, id);
  if (before.version !== version) throw refuse("authority-changed");
  const { kind, source, number, numbers } = before;
  const by = { personId: actor.personId, now: clock.now() };
  await keepAuthorities(tx, by, [
    { id, facts: factsOf(kind, named, { source, number, numbers }), marc: null },
  ]);
  return await getAuthority(tx, id);
}

async function lockAuthority(tx: Tx, id: number): Promise<Authority> {
  await sql`select from authorities.authority a where a.id = ${id} for update`.execute(tx);
  const authority = await getAuthority(tx, id);
  if (authority.id !== id) throw refuse("authority-unknown");
  return authority;
}

/**
 * Joins one authority into another of its kind: its forms, numbers and linked headings go with it, and its number leads
 * there. Refuses `authority-unknown` 404, `authority-itself`, `authority-kind-other` 400.
 */
export async function mergeAuthorities(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: number,
  into: number,
): Promise<Authority> {
  if (id === into) throw refuse("authority-itself");
  const gone = await lockAuthority(tx, id);
  const stays = await lockAuthority(tx, into);
  if (gone.kind !== stays.kind) throw refuse("authority-kind-other");
  const also = (one: Authority) =>
    one.forms.flatMap(({ role, relation, text }) =>
      role === "also" ? [{ text, relation: relation ?? ("related" as const) }] : [],
    );
  const of = (one: Authority, role: string): string[] =>
    one.forms.filter((f) => f.role === role).map((f) => f.text);
  const named: Named = {
    headings: of(stays, "heading"),
    see: [...of(stays, "see"), ...of(gone, "heading"), ...of(gone, "see")],
    also: [...also(stays), ...also(gone)],
    dates: stays.dates || gone.dates,
    note: stays.note || gone.note,
    classes: [...stays.classes, ...gone.classes].slice(0, 12),
  };
  const { source, number } = stays;
  await sql`update authorities.authority set withdrawn = true, merged_into = ${into}, version = version + 1,
    changed_by = ${actor.personId}, changed_at = ${clock.now()} where id = ${id}`.execute(tx);
  await sql`update authorities.authority set merged_into = ${into} where merged_into = ${id}`.execute(tx);
  await sql`update authorities.heading set authority_id = ${into} where authority_id = ${id}`.execute(tx);
  await sql`delete from authorities.form where authority_id = ${id}`.execute(tx);
  await sql`delete from authorities.known_number where authority_id = ${id}`.execute(tx);
  const numbers = [...new Set([...stays.numbers, ...gone.numbers])];
  const by = { personId: actor.personId, now: clock.now() };
  await keepAuthorities(tx, by, [
    { id: into, facts: factsOf(stays.kind, named, { source, number, numbers }), marc: null },
  ]);
  await nameHomonyms(tx, [headingKey(gone.kind, of(gone, "heading")[0]!)]);
  return await getAuthority(tx, into);
}

/** Takes an authority away that nothing is linked to. Refuses `authority-unknown` 404, `authority-in-use` 409. */
export async function withdrawAuthority(tx: Tx, actor: Actor, clock: Clock, id: number): Promise<void> {
  const { headingsLinked, kind, forms } = await lockAuthority(tx, id);
  if (headingsLinked > 0) throw refuse("authority-in-use");
  await sql`update authorities.authority set withdrawn = true, version = version + 1, changed_by = ${actor.personId},
    changed_at = ${clock.now()} where id = ${id}`.execute(tx);
  await sql`delete from authorities.form where authority_id = ${id}`.execute(tx);
  await sql`delete from authorities.known_number where authority_id = ${id}`.execute(tx);
  await nameHomonyms(tx, [headingKey(kind, forms[0]!.text)]);
  await enqueue(tx, "authorities-follow", { ids: [id] });
}
