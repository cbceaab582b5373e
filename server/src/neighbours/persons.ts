import { createHash } from "node:crypto";
import { sql } from "kysely";
import { getMember, regionZone } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid } from "../kernel/ids.ts";
import { publish } from "../kernel/outbox.ts";
import { Problem } from "../kernel/problem.ts";
import { type Clock, DAY_MS, dateIn } from "../kernel/time.ts";
import { type Posting, submitPosting } from "../moderation/index.ts";
import { demandPermission, homeMember } from "../people/index.ts";
import { type Cell, regionOf } from "./cell.ts";
import { lockPlaces, settlePlace, ZONE_LEVELS } from "./places.ts";

/** How a reader is called by others; `tag` tells people without a nickname apart. */
export type ReaderName = { nickname: string | null; tag: string };

/** What sharing knows of somebody. `tag` tells people without a nickname apart; it is not their id. */
export type Sharer = {
  personId: string;
  nickname: string | null;
  tag: string;
  isMinor: boolean;
  cell: Cell | null;
  regionId: number;
  timeZone: string;
  keepsDiary: boolean;
};

/** A square may be moved this often in seven days: more would let somebody be followed, or follow. */
const MOVES_PER_WEEK = 2;

/** Topic: somebody is to be seen by strangers no more (`personId`). */
export const READER_WITHDREW = "neighbours-withdrew";

type Row = {
  person_id: string;
  nickname: string | null;
  is_minor: boolean;
  cell: Cell | null;
  region_id: number;
  time_zone: string;
  keeps_diary: boolean;
};

/** Four characters that tell nameless people apart on a page. */
export function tagOf(personId: string): string {
  return personId.slice(-4);
}

/** Four characters for the owner of one copy: to strangers, no two copies of a nameless person look like one's. */
export function strangerTag(personId: string, copyId: string): string {
  return createHash("sha256").update(`${personId}:${copyId}`).digest("hex").slice(0, 4);
}

/** The actor's own row, made at first use, locked until the transaction ends: commands of one person take turns. */
export async function lockSharer(tx: Tx, personId: string): Promise<Sharer> {
  const known = await selectSharer(tx, personId);
  if (known) return known;
  const memberId = await homeMember(tx, personId);
  const timeZone = memberId === null ? await regionZone(tx) : (await getMember(tx, memberId)).timeZone;
  await sql`insert into neighbours.person (person_id, time_zone) values (${personId}, ${timeZone})
    on conflict (person_id) do nothing`.execute(tx);
  return (await selectSharer(tx, personId))!;
}

async function selectSharer(tx: Tx, personId: string): Promise<Sharer | undefined> {
  const { rows } = await sql<Row>`
    select p.person_id, p.nickname, p.is_minor, p.cell, p.region_id, p.time_zone, p.keeps_diary
    from neighbours.person p where p.person_id = ${personId} for update`.execute(tx);
  return rows[0] && toSharer(rows[0]);
}

/** What sharing knows of somebody; the blank row of a newcomer when it is nothing yet. */
export async function sharerOf(db: Db, personId: string): Promise<Sharer> {
  const { rows } = await sql<Row>`
    select p.person_id, p.nickname, p.is_minor, p.cell, p.region_id, p.time_zone, p.keeps_diary
    from neighbours.person p where p.person_id = ${personId}`.execute(db);
  return toSharer(
    rows[0] ?? {
      person_id: personId,
      nickname: null,
      is_minor: false,
      cell: null,
      region_id: 0,
      time_zone: await regionZone(db),
      keeps_diary: false,
    },
  );
}

function toSharer(row: Row): Sharer {
  return {
    personId: row.person_id,
    nickname: row.nickname,
    tag: tagOf(row.person_id),
    isMinor: row.is_minor,
    cell: row.cell,
    regionId: row.region_id,
    timeZone: row.time_zone,
    keepsDiary: row.keeps_diary,
  };
}

/**
 * Sets how the actor is called and whether their closed loans are kept. A name the rules doubt is shown once a
 * moderator lets it. Refuses `nickname-invalid` 400, `text-refused` 422.
 */
export async function setProfile(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: { nickname?: string | null; keepsDiary?: boolean },
): Promise<Sharer> {
  const sharer = await lockSharer(tx, actor.personId);
  const nickname = input.nickname === undefined ? sharer.nickname : input.nickname?.trim() || null;
  const keepsDiary = input.keepsDiary ?? sharer.keepsDiary;
  if (nickname !== null && nickname.length > 30) throw new Problem("nickname-invalid", 400);
  const isNew = nickname !== sharer.nickname;
  const seen = !isNew || (await maySeeNickname(tx, clock, actor.personId, nickname ?? ""));
  const shown = seen ? nickname : null;
  await sql`update neighbours.person set nickname = ${shown}, wanted_nickname = ${nickname}, keeps_diary = ${keepsDiary}
    where person_id = ${actor.personId}`.execute(tx);
  return { ...sharer, nickname: shown, keepsDiary };
}

async function maySeeNickname(tx: Tx, clock: Clock, personId: string, name: string): Promise<boolean> {
  const posting: Posting = { kind: "nickname", subject: personId, personId, texts: [name], name };
  return (await submitPosting(tx, clock, posting)) === "published";
}

/**
 * Moves the actor's square, and with it what they offer; null forgets it and takes their offers out of the public.
 * Refuses `cell-moved-often` 429 after two moves in seven days, `minor-guarded-only` 403 for people under age.
 */
export async function moveCell(tx: Tx, actor: Actor, clock: Clock, cell: Cell | null): Promise<Sharer> {
  await lockPlaces(tx);
  const sharer = await lockSharer(tx, actor.personId);
  if (sharer.cell === cell) return sharer;
  if (sharer.isMinor && cell !== null) throw new Problem("minor-guarded-only", 403);
  const now = clock.now();
  const today = dateIn(sharer.timeZone, now);
  const weekAgo = dateIn(sharer.timeZone, new Date(now.getTime() - 7 * DAY_MS));
  const { rows } = await sql<{ moves: number }>`
    select count(*) as moves from neighbours.person p, unnest(p.cell_moves) moved
    where p.person_id = ${actor.personId} and moved > ${weekAgo}::date`.execute(tx);
  if (cell !== null && rows[0]!.moves >= MOVES_PER_WEEK) throw new Problem("cell-moved-often", 429);
  const regionId = cell === null ? sharer.regionId : regionOf(cell);
  await sql`update neighbours.person set cell = ${cell},
      pt = neighbours.zone_centre(neighbours.zone_of(${cell}::bigint, ${ZONE_LEVELS}::int), ${ZONE_LEVELS}::int),
      spread_km = neighbours.zone_spread(${ZONE_LEVELS}::int),
      region_id = ${regionId},
      cell_moves = case when ${cell}::bigint is null then cell_moves else
        (array(select moved from unnest(cell_moves) moved where moved > ${weekAgo}::date) || ${today}::date) end
    where person_id = ${actor.personId}`.execute(tx);
  await settlePlace(tx, actor.personId);
  if (cell === null) await publish(tx, READER_WITHDREW, { personId: actor.personId });
  return { ...sharer, cell, regionId };
}

/**
 * Says that somebody is under age: from then on they share in guarded circles only. Everybody may say it of
 * themselves; only the staff of a library that knows them (`people.register`) may say it of others, or take it back.
 * Refuses `forbidden` 403, `reader-unknown` 404 (no reader of that library).
 */
export async function setMinor(tx: Tx, actor: Actor, personId: string, isMinor: boolean): Promise<void> {
  if (personId !== actor.personId || !isMinor) {
    demandPermission(actor, "people.register", actor.scope);
    const isKnown = isUuid(personId) && (await belongsTo(tx, personId, actor.scope));
    if (!isKnown) throw new Problem("reader-unknown", 404);
  }
  await lockPlaces(tx);
  await lockSharer(tx, personId);
  await sql`update neighbours.person set is_minor = ${isMinor},
      cell = case when ${isMinor} then null else cell end, pt = case when ${isMinor} then null else pt end
    where person_id = ${personId}`.execute(tx);
  if (!isMinor) return;
  await settlePlace(tx, personId);
  await publish(tx, READER_WITHDREW, { personId });
}

/** True for a reader of this member; `null`, the whole consortium: for everybody there is. */
async function belongsTo(tx: Tx, personId: string, memberId: number | null): Promise<boolean> {
  const { rows } =
    await sql`select 1 from people.person_fact p where p.id = ${personId} and (${memberId}::int is null
    or exists (select 1 from people.affiliation_fact a where a.person_id = p.id and a.member_id = ${memberId}))`.execute(
      tx,
    );
  return rows.length > 0;
}

/** One more request that somebody left unanswered; how many that are in a row. */
export async function countSilence(tx: Tx, personId: string, timeZone: string): Promise<number> {
  const { rows } = await sql<{ silent_requests: number }>`
    insert into neighbours.person (person_id, silent_requests, time_zone) values (${personId}, 1, ${timeZone})
    on conflict (person_id) do update set silent_requests = person.silent_requests + 1
    returning silent_requests`.execute(tx);
  return rows[0]!.silent_requests;
}

/** Somebody answers requests again. */
export async function endSilence(tx: Tx, personId: string): Promise<void> {
  await sql`update neighbours.person set silent_requests = 0
    where person_id = ${personId} and silent_requests > 0`.execute(tx);
}

/** Locks the row of somebody, if there is one, until the transaction ends. */
export async function lockReader(tx: Tx, personId: string): Promise<void> {
  await sql`select 1 from neighbours.person p where p.person_id = ${personId} for update`.execute(tx);
}
