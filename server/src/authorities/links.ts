import { sql } from "kysely";
import { z } from "zod";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { enqueue } from "../kernel/jobs.ts";
import { cutPage, readCursor } from "../kernel/paging.ts";
import type { Clock } from "../kernel/time.ts";
import { linesOf } from "./authorities.ts";
import { tellUsers } from "./gather.ts";
import { beginning } from "./heading-key.ts";
import { nameHomonyms } from "./keep-authorities.ts";
import { refuse } from "./refusals.ts";
import type { headingSchema } from "./schema.ts";
import { type HeadingKind, headingKinds, type headingStates } from "./words.ts";

type Heading = z.output<typeof headingSchema>;
type State = (typeof headingStates)[number];
const MOST_CANDIDATES = 5;
const SAMPLES = 3;

type Row = {
  id: number;
  kind: HeadingKind;
  text: string;
  dates: string;
  forms: string[];
  titles: number;
  state: State;
  byHand: boolean;
  authorityId: number | null;
  candidateIds: number[];
  samples: Heading["samples"];
};

const CANDIDATES = sql<never>`select distinct a.id, (a.born <> '' and a.born = h.born) as same_born
  from authorities.form f join authorities.authority a on a.id = f.authority_id
  where f.key = h.key and f.role <> 'also' and a.kind = h.kind and not a.withdrawn
    and (a.born = '' or h.born = '' or a.born = h.born)`;

type Question = {
  state: State;
  /** Only those that some authority is called; null: all. */
  known: boolean | null;
  kind?: HeadingKind | undefined;
  q: string;
  limit: number;
  cursor?: string | undefined;
};

/** Headings of the region's records with whose they may be, those of most titles first. Refuses `cursor-invalid` 400. */
export async function listHeadings(
  db: Db,
  question: Question,
): Promise<{ items: Heading[]; next: string | null }> {
  const { state, known, kind, q, limit, cursor } = question;
  const [titles, after] = readCursor(cursor, z.tuple([z.number().int(), z.number().int()])) ?? [null, null];
  const kinds = kind ? [kind] : headingKinds;
  const { rows } = await sql<Row>`
    with page as (
      select h.* from authorities.heading h
      where h.kind = any(${[...kinds]}::text[]) and h.state = ${state} and h.titles > 0 and (${q === ""} or h.typed like ${beginning(q)})
        and (${known}::boolean is null or exists (${CANDIDATES}) = ${known}::boolean)
        and (${titles}::int is null or (h.titles, -h.id) < (${titles}::int, -${after}::bigint))
      order by h.titles desc, h.id limit ${limit + 1})
    select h.id, h.kind, h.text, h.dates, h.forms, h.titles, h.state, h.decided_by is not null as "byHand",
      h.authority_id as "authorityId",
      array(select c.id from (${CANDIDATES}) c order by c.same_born desc, c.id limit ${MOST_CANDIDATES}) as "candidateIds",
      (select coalesce(json_agg(json_build_object('instanceId', s.id, 'title', s.title)), '[]') from (
        select t.id, t.title from authorities.heading_use u join catalogue.title_line t on t.id = u.instance_id
        where u.heading_id = h.id order by t.id limit ${SAMPLES}) s) as samples
    from page h order by h.titles desc, h.id`.execute(db);
  const lines = await linesOf(
    db,
    rows.flatMap((row) => [...row.candidateIds, ...(row.authorityId ? [row.authorityId] : [])]),
  );
  const page = cutPage(rows, limit, (row) => [row.titles, row.id]);
  const items = page.items.map(({ authorityId, candidateIds, ...row }) => ({
    ...row,
    authority: authorityId === null ? null : (lines.get(authorityId) ?? null),
    candidates: candidateIds.flatMap((id) => lines.get(id) ?? []),
  }));
  return { items, next: page.next };
}

/**
 * Links headings to authorities, all or none. Refuses `heading-unknown`, `authority-unknown` 404, `authority-kind-other` 400
 * (a person is no subject).
 */
export async function linkHeadings(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  links: readonly { headingId: number; authorityId: number }[],
): Promise<void> {
  const wanted = new Map(links.map((one) => [one.headingId, one.authorityId]));
  const { rows } = await sql<{ heading: number; headingKind: string | null; authorityKind: string | null }>`
    select w.heading_id as heading, h.kind as "headingKind", a.kind as "authorityKind"
    from unnest(${[...wanted.keys()]}::bigint[], ${[...wanted.values()]}::bigint[]) w(heading_id, authority_id)
    left join authorities.heading h on h.id = w.heading_id
    left join authorities.authority a on a.id = w.authority_id and not a.withdrawn`.execute(tx);
  for (const row of rows) {
    if (row.headingKind === null) throw refuse("heading-unknown");
    if (row.authorityKind === null) throw refuse("authority-unknown");
    if (row.headingKind !== row.authorityKind) throw refuse("authority-kind-other");
  }
  await sql`
    update authorities.heading h set state = 'linked', authority_id = w.authority_id, decided_by = ${actor.personId},
      decided_at = ${clock.now()}
    from unnest(${[...wanted.keys()]}::bigint[], ${[...wanted.values()]}::bigint[]) w(id, authority_id)
    where h.id = w.id`.execute(tx);
  await tellUsers(tx, [...wanted.keys()]);
}

/** Says of a heading that no authority is meant (`apart`), or takes back what was said (`open`). Refuses `heading-unknown`. */
export async function setHeading(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: number,
  state: "apart" | "open",
): Promise<void> {
  const { rows } = await sql<{ key: string }>`
    update authorities.heading h set state = ${state}, authority_id = null, decided_by = ${actor.personId},
      decided_at = ${clock.now()} where h.id = ${id} returning h.key`.execute(tx);
  if (!rows[0]) throw refuse("heading-unknown");
  await tellUsers(tx, [id]);
  // Somebody else of the name is told from an authority of the name, or no longer has to be.
  await nameHomonyms(tx, [rows[0].key]);
  const { rows: namesakes } = await sql<{ id: number }>`
    select a.id from authorities.authority a where a.heading_key = ${rows[0].key} and not a.withdrawn`.execute(
    tx,
  );
  if (namesakes.length > 0) await enqueue(tx, "authorities-follow", { ids: namesakes.map((one) => one.id) });
}

/** A heading as it may begin an authority. Refuses `heading-unknown`. */
export async function getHeading(
  db: Db,
  id: number,
): Promise<{ kind: HeadingKind; text: string; dates: string; forms: string[] }> {
  const { rows } = await sql<{ kind: HeadingKind; text: string; dates: string; forms: string[] }>`
    select h.kind, h.text, h.dates, h.forms from authorities.heading h where h.id = ${id}`.execute(db);
  if (!rows[0]) throw refuse("heading-unknown");
  return rows[0];
}
