import { sql } from "kysely";
import { z } from "zod";
import { demandRole, getCollection } from "../collections/index.ts";
import { todayInRegion } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { cutPage, readCursor } from "../kernel/paging.ts";
import { refuseOn } from "../kernel/problem.ts";
import { addDays, type Clock } from "../kernel/time.ts";
import { notify } from "../notices/index.ts";
import { DAYS_AHEAD } from "./originals.ts";
import { refuse } from "./refusals.ts";
import { requestMoves } from "./request-states.ts";
import type {
  moveSchema,
  reproductionSchema,
  requestSchema,
  viewingSchema,
  workedRequestSchema,
} from "./schema.ts";
import type { RequestKind, RequestState } from "./words.ts";

/** Requests one reader may have open. */
const MOST_OPEN = 10;
/** Who asked is forgotten so long after a request ended. */
const KEPT = "2 years";

type Request = z.output<typeof requestSchema>;
type Worked = z.output<typeof workedRequestSchema>;
type Row = {
  id: string;
  number: number;
  title: string;
  kind: RequestKind;
  state: RequestState;
  words: string;
  purpose: Request["purpose"];
  pages: string;
  wish_on: string | null;
  agreed_on: string | null;
  place: string;
  answer: string;
  version: number;
  asked_at: Date;
};

const COLUMNS = sql`r.id, r.number, r.kind, r.state, r.words, r.purpose, r.pages, r.wish_on::text, r.agreed_on::text, r.place,
  r.answer, r.version, r.asked_at, coalesce(s.brief->>'title', o.identifier) as title`;
const TABLES = sql`object_requests.request r join collections.object_fact o on o.number = r.number
  left join collections.shown_object s on s.number = r.number`;

function toRequest(row: Row): Request {
  const { wish_on: wishOn, agreed_on: agreedOn, asked_at: askedAt, ...rest } = row;
  return { ...rest, wishOn, agreedOn, askedAt: askedAt.toISOString() };
}

type Asked =
  | ({ kind: "viewing" } & z.output<typeof viewingSchema>)
  | ({ kind: "reproduction" } & z.output<typeof reproductionSchema>);

/**
 * A reader asks. Refuses `object-unknown` 404, `viewing-day` 400 (past, or too far ahead), `viewing-day-promised` 409 (to another
 * reader), `object-requests-many` 409, `object-request-open` 409 (theirs of this kind is open).
 */
export async function ask(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  number: number,
  asked: Asked,
): Promise<{ id: string }> {
  const { rows: shown } =
    await sql`select 1 from collections.shown_object s where s.number = ${number}`.execute(tx);
  if (shown.length === 0) throw refuse("object-unknown");
  if (asked.kind === "viewing") {
    await demandDay(tx, clock, asked.wishOn);
    if (await isPromised(tx, actor, number, asked.wishOn)) throw refuse("viewing-day-promised");
  }
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from object_requests.request r
    where r.person_id = ${actor.personId} and r.state in ('asked', 'agreed')`.execute(tx);
  if (rows[0]!.n >= MOST_OPEN) throw refuse("object-requests-many", { limit: MOST_OPEN });
  const id = newId<"objectRequest">() as string;
  const now = clock.now();
  const isViewing = asked.kind === "viewing";
  await refuseOn({ request_open_once: () => refuse("object-request-open") }, () =>
    sql`insert into object_requests.request (id, number, kind, person_id, words, purpose, pages, wish_on, state, asked_at,
        changed_at)
      values (${id}, ${number}, ${asked.kind}, ${actor.personId}, ${asked.words},
        ${isViewing ? null : asked.purpose}, ${isViewing ? "" : asked.pages}, ${isViewing ? asked.wishOn : null}::date,
        'asked', ${now}, ${now})`.execute(tx),
  );
  return { id };
}

async function demandDay(tx: Tx, clock: Clock, day: string): Promise<void> {
  const today = await todayInRegion(tx, clock);
  if (day < today || day > addDays(today, DAYS_AHEAD)) throw refuse("viewing-day", { days: DAYS_AHEAD });
}

async function isPromised(tx: Tx, actor: Actor, number: number, day: string): Promise<boolean> {
  const { rows } = await sql`select 1 from object_requests.request r
    where r.number = ${number} and r.kind = 'viewing' and r.state in ('agreed', 'handed-out')
      and r.agreed_on = ${day}::date and r.person_id is distinct from ${actor.personId}`.execute(tx);
  return rows.length > 0;
}

const askedSchema = z.tuple([z.iso.datetime(), z.uuid()]);

/** What a reader asked for, the newest first, page by page. */
export async function requestsOf(
  db: Db,
  personId: string,
  asked: { limit: number; cursor?: string | undefined },
): Promise<{ items: Request[]; next: string | null }> {
  const place = readCursor(asked.cursor, askedSchema);
  const { rows } = await sql<Row>`select ${COLUMNS} from ${TABLES}
    where r.person_id = ${personId}
      and ${place === null ? sql`true` : sql`(r.asked_at, r.id) < (${place[0]}::timestamptz, ${place[1]}::uuid)`}
    order by r.asked_at desc, r.id desc limit ${asked.limit + 1}`.execute(db);
  const page = cutPage(rows, asked.limit, (row) => [row.asked_at.toISOString(), row.id]);
  return { ...page, items: page.items.map(toRequest) };
}

const placeSchema = z.tuple([z.union([z.iso.date(), z.literal("infinity")]), z.iso.datetime(), z.uuid()]);

/** What was asked for of a collection's objects, open or over, by its day and then as it came, page by page. */
export async function requestsAt(
  db: Db,
  actor: Actor,
  slug: string,
  asked: { isOpen: boolean; limit: number; cursor?: string | undefined },
): Promise<{ items: Worked[]; next: string | null }> {
  const collection = await getCollection(db, slug);
  await demandRole(db, actor, collection, "editor");
  const place = readCursor(asked.cursor, placeSchema);
  const day = sql`coalesce(r.agreed_on, r.wish_on, 'infinity')`;
  const { rows } = await sql<Row & { reader: string | null }>`
    select ${COLUMNS}, p.name as reader from ${TABLES} left join people.person_fact p on p.id = r.person_id
    where o.collection_id = ${collection.id} and (r.state in ('asked', 'agreed', 'handed-out')) = ${asked.isOpen}
      and ${
        place === null
          ? sql`true`
          : sql`(${day}, r.asked_at, r.id) > (${place[0]}::date, ${place[1]}::timestamptz, ${place[2]}::uuid)`
      }
    order by ${day}, r.asked_at, r.id limit ${asked.limit + 1}`.execute(db);
  const page = cutPage(rows, asked.limit, (row) => [
    row.agreed_on ?? row.wish_on ?? "infinity",
    row.asked_at.toISOString(),
    row.id,
  ]);
  return { ...page, items: page.items.map(({ reader, ...row }) => ({ ...toRequest(row), reader })) };
}

type Locked = Row & { person_id: string | null; slug: string };

async function lockRequest(tx: Tx, id: string): Promise<Locked> {
  const { rows } = await sql<Locked>`select ${COLUMNS}, r.person_id, c.slug from ${TABLES}
    join collections.collection_fact c on c.id = o.collection_id where r.id::text = ${id} for update of r`.execute(
    tx,
  );
  if (!rows[0]) throw refuse("object-request-unknown");
  return rows[0];
}

/** A reader takes a request back. Refuses `object-request-unknown` 404 (none, or another's), `object-request-state` 409. */
export async function takeBack(tx: Tx, actor: Actor, clock: Clock, id: string): Promise<Request> {
  const row = await lockRequest(tx, id);
  if (row.person_id !== actor.personId) throw refuse("object-request-unknown");
  demandMove(row, "taken-back");
  return await write(tx, clock, row, { ...row, state: "taken-back" });
}

function demandMove(row: Row, to: RequestState): void {
  if (!requestMoves[row.kind][row.state]?.includes(to))
    throw refuse("object-request-state", { state: row.state });
}

/**
 * Those who work on the collection take a request further; its reader is told. Refuses `object-request-unknown` 404, `forbidden`
 * 403, `object-request-changed` 409, `object-request-state` 409, `viewing-day-missing` 400, `viewing-day` 400, `viewing-day-promised` 409
 * (another reader has the day), `original-in-hand` 409 (another reader has the original).
 */
export async function move(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: string,
  given: z.output<typeof moveSchema>,
): Promise<Request> {
  const row = await lockRequest(tx, id);
  await demandRole(tx, actor, await getCollection(tx, row.slug), "editor");
  if (row.version !== given.version) throw refuse("object-request-changed");
  demandMove(row, given.state);
  if (given.state === "agreed" && row.kind === "viewing") {
    if (given.on === null) throw refuse("viewing-day-missing");
    await demandDay(tx, clock, given.on);
  }
  const isAgreed = given.state === "agreed";
  const next = {
    state: given.state,
    agreed_on: isAgreed ? given.on : row.agreed_on,
    place: isAgreed ? given.place : row.place,
    answer: given.answer === "" ? row.answer : given.answer,
  };
  const written = await write(tx, clock, row, next);
  if (row.person_id !== null)
    await notify(tx, clock, {
      personId: row.person_id,
      kind: `object-request-${given.state}`,
      params: { title: row.title, on: next.agreed_on ?? "", place: next.place, answer: given.answer },
      link: "/account/object-requests",
    });
  return written;
}

async function write(
  tx: Tx,
  clock: Clock,
  row: Row,
  next: Pick<Row, "state" | "agreed_on" | "place" | "answer">,
): Promise<Request> {
  await refuseOn(
    {
      request_day: () => refuse("viewing-day-promised"),
      request_in_hand: () => refuse("original-in-hand"),
    },
    () =>
      sql`update object_requests.request set state = ${next.state}, agreed_on = ${next.agreed_on}::date,
        place = ${next.place}, answer = ${next.answer}, version = version + 1, changed_at = ${clock.now()}
        where id = ${row.id}`.execute(tx),
  );
  const { state, agreed_on, place, answer } = next;
  return toRequest({ ...row, state, agreed_on, place, answer, version: row.version + 1 });
}

/** Forgets who asked, long after it was over. */
export async function forgetOld(db: Db, clock: Clock): Promise<void> {
  await sql`update object_requests.request set person_id = null, words = ''
    where person_id is not null and state not in ('asked', 'agreed', 'handed-out')
      and changed_at < ${clock.now()}::timestamptz - ${KEPT}::interval`.execute(db);
}

/** Forgets a reader: what was over stays without a name, what was open is taken back. Refuses `original-in-hand` 409. */
export async function erasePerson(tx: Tx, clock: Clock, personId: string): Promise<void> {
  const { rows } = await sql`select 1 from object_requests.request r
    where r.person_id = ${personId} and r.state = 'handed-out'`.execute(tx);
  if (rows.length > 0) throw refuse("original-in-hand");
  await sql`update object_requests.request set person_id = null, words = '',
      state = case when state in ('asked', 'agreed') then 'taken-back' else state end, changed_at = ${clock.now()}
    where person_id = ${personId}`.execute(tx);
}
