import { sql } from "kysely";
import { z } from "zod";
import { demandRole, getCollection } from "../collections/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { cutPage, readCursor } from "../kernel/paging.ts";
import type { Clock } from "../kernel/time.ts";
import { countAct } from "../moderation/index.ts";
import { notify } from "../notices/index.ts";
import { PER_DAY } from "./limits.ts";
import { demandShown } from "./objects.ts";
import { refuse } from "./refusals.ts";
import type { correctionSchema } from "./schema.ts";
import type { CorrectionState } from "./words.ts";

type Correction = z.output<typeof correctionSchema>;

/**
 * A reader says what is wrong with what is written of an object; only those who work on the collection read it. Refuses
 * `object-unknown` 404, `acts-exhausted` 429.
 */
export async function correct(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  given: { number: number; text: string },
): Promise<{ id: string }> {
  await demandShown(tx, given.number);
  const { personId } = actor;
  const target = String(given.number);
  await countAct(tx, clock, { who: personId, act: "object-correction", target }, PER_DAY.correction);
  const id = newId<"voice">() as string;
  await sql`insert into object_voices.voice (id, number, kind, person_id, text, is_public, state, at)
    values (${id}, ${given.number}, 'correction', ${personId}, ${given.text}, false, 'open', ${clock.now()})`.execute(
    tx,
  );
  return { id };
}

type Row = Omit<Correction, "at"> & { at: Date };
const placeSchema = z.tuple([z.number().int(), z.iso.datetime(), z.string()]);

/** Corrections of a collection's objects, those that wait first, page by page. */
export async function correctionsOf(
  db: Db,
  actor: Actor,
  slug: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: Correction[]; next: string | null }> {
  const collection = await getCollection(db, slug);
  await demandRole(db, actor, collection, "contributor");
  const place = readCursor(cursor, placeSchema);
  const { rows } = await sql<Row>`
    select v.id, v.number, coalesce(s.brief->>'title', o.identifier) as title, v.text, v.state, v.answer, v.at
    from object_voices.voice v join collections.object_fact o on o.number = v.number
    left join collections.shown_object s on s.number = v.number
    where v.kind = 'correction' and o.collection_id = ${collection.id} and ${
      place === null
        ? sql`true`
        : sql`((v.state <> 'open')::int, -extract(epoch from v.at), v.id)
          > (${place[0]}::int, -extract(epoch from ${place[1]}::timestamptz), ${place[2]})`
    }
    order by (v.state <> 'open')::int, -extract(epoch from v.at), v.id limit ${limit + 1}`.execute(db);
  const page = cutPage(rows, limit, ({ state, at, id }) => [Number(state !== "open"), at.toISOString(), id]);
  return { ...page, items: page.items.map(({ at, ...row }) => ({ ...row, at: at.toISOString() })) };
}

/**
 * Settles a correction, with an answer to whoever wrote it. Refuses `voice-unknown` 404, `forbidden` 403,
 * `correction-settled` 409.
 */
export async function settle(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: string,
  given: { state: Exclude<CorrectionState, "open">; answer: string },
): Promise<Correction> {
  const { rows } = await sql<Row & { slug: string; person_id: string | null }>`
    select v.id, v.number, coalesce(s.brief->>'title', o.identifier) as title, v.text, v.state, v.answer, v.at,
      v.person_id, c.slug
    from object_voices.voice v join collections.object_fact o on o.number = v.number
    left join collections.shown_object s on s.number = v.number
    join collections.collection_fact c on c.id = o.collection_id
    where v.id::text = ${id} and v.kind = 'correction' for update of v`.execute(tx);
  const row = rows[0];
  if (!row) throw refuse("voice-unknown");
  const { slug, person_id: personId, at, ...found } = row;
  await demandRole(tx, actor, await getCollection(tx, slug), "editor");
  if (found.state !== "open") throw refuse("correction-settled");
  await sql`update object_voices.voice set state = ${given.state}, answer = ${given.answer},
    settled_at = ${clock.now()} where id = ${found.id}`.execute(tx);
  if (personId !== null)
    await notify(tx, clock, {
      personId,
      kind: `object-correction-${given.state}`,
      params: { title: found.title, answer: given.answer },
      link: `/objects/${found.number}`,
    });
  return { ...found, ...given, at: at.toISOString() };
}
