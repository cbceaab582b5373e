import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import {
  areApart,
  type Cell,
  centreOf,
  nameFor,
  type Position,
  type ReaderName,
} from "../neighbours/index.ts";
import { readCode } from "../nests/index.ts";
import type { JourneyState } from "./journey-states.ts";
import type { EventKind } from "./journeys.ts";
import { refuse } from "./refusals.ts";
import type { JourneyKind } from "./words.ts";

/** A step of a journey as everybody sees it: a place is words somebody may read, and the centre of a square. */
type JourneyEvent = {
  at: string;
  kind: EventKind;
  /** Null: somebody without an account. */
  reader: ReaderName | null;
  place: string;
  position: Position | null;
  nest: { code: string; name: string } | null;
};

/** A journey as everybody sees it. `standing`: what the viewer is to the book. */
export type Journey = {
  id: string;
  code: string;
  copyId: string;
  instanceId: number | null;
  isbn: string | null;
  title: string;
  author: string;
  kind: JourneyKind;
  message: string;
  state: JourneyState;
  startedAt: string;
  lastAt: string;
  finds: number;
  standing: "starter" | "holder" | "receiver" | "none";
  isHolder: boolean;
  /** The label's secret is theirs to know and to print: the holder, or the starter before anybody found the book. */
  mayPrint: boolean;
  /** A ring's readers in order, and who had it already. */
  ring: (ReaderName & { reached: boolean })[];
  events: JourneyEvent[];
};

type Row = {
  id: string;
  code: string;
  copy_id: string;
  instance_id: number | null;
  isbn: string | null;
  main: string;
  author: string;
  kind: JourneyKind;
  message: string;
  message_public: boolean;
  state: JourneyState;
  started_by: string | null;
  holder_id: string | null;
  to_id: string | null;
  started_at: Date;
  last_at: Date;
  finds: number;
  secret_number: number;
};

const columns = sql`j.id, j.code, j.copy_id, t.instance_id, t.isbn, t.main, t.author, j.kind, j.message, j.message_public,
  j.state, j.started_by, j.holder_id, j.to_id, j.started_at, j.last_at, j.finds, j.secret_number`;

function standingOf(row: Row, personId: string | null): Journey["standing"] {
  if (personId === null) return "none";
  if (row.to_id === personId) return "receiver";
  if (row.holder_id === personId) return "holder";
  return row.started_by === personId ? "starter" : "none";
}

function toJourney(row: Row, personId: string | null): Omit<Journey, "ring" | "events"> {
  return {
    id: row.id,
    code: row.code,
    copyId: row.copy_id,
    instanceId: row.instance_id,
    isbn: row.isbn,
    title: row.main,
    author: row.author,
    kind: row.kind,
    message: row.message_public || row.started_by === personId ? row.message : "",
    state: row.state,
    startedAt: row.started_at.toISOString(),
    lastAt: row.last_at.toISOString(),
    finds: row.finds,
    standing: standingOf(row, personId),
    isHolder: personId !== null && row.holder_id === personId && row.state === "in-hand",
    mayPrint:
      personId !== null &&
      (row.holder_id === personId || (row.started_by === personId && row.secret_number === 0)),
  };
}

const MOST_EVENTS = 500;

/** A journey by the code on its label, with its timeline. Refuses `journey-unknown` 404. */
export async function getJourney(db: Db, personId: string | null, typed: string): Promise<Journey> {
  const code = readCode(typed);
  const { rows } = code
    ? await sql<Row>`select ${columns} from drifting.journey j join shelves.title_line t on t.id = j.title_id
        where j.code = ${code}`.execute(db)
    : { rows: [] };
  const row = rows[0];
  if (!row) throw refuse("journey-unknown");
  const [events, ring] = await Promise.all([eventsOf(db, row.id, personId), ringOf(db, row.id, personId)]);
  const journey = toJourney(row, personId);
  const isHidden =
    personId !== null && row.started_by !== null && (await areApart(db, personId, row.started_by));
  return { ...journey, message: isHidden ? "" : journey.message, events, ring };
}

async function eventsOf(db: Db, journeyId: string, viewerId: string | null): Promise<JourneyEvent[]> {
  const { rows } = await sql<{
    at: Date;
    kind: EventKind;
    actor_id: string | null;
    nickname: string | null;
    place: string;
    cell: Cell | null;
    nest_code: string | null;
    nest_name: string | null;
    lon: number | null;
    lat: number | null;
  }>`select e.at, e.kind, e.actor_id, ${nameFor(viewerId, sql`e.actor_id`)} as nickname,
      case when e.place_public and (e.actor_id is null or ${viewerId}::uuid is null
        or not neighbours.blocked(${viewerId}::uuid, e.actor_id)) then e.place else '' end as place, e.cell,
      n.code as nest_code, n.shown_name as nest_name, n.pt[0] as lon, n.pt[1] as lat
    from drifting.event e
    left join nests.nest_line n on n.id = e.nest_id
    where e.journey_id = ${journeyId} order by e.id limit ${MOST_EVENTS}`.execute(db);
  return rows.map((row) => ({
    at: row.at.toISOString(),
    kind: row.kind,
    reader: row.actor_id === null ? null : { nickname: row.nickname, tag: row.actor_id.slice(-4) },
    place: row.place,
    position:
      row.lon !== null && row.lat !== null
        ? { lon: row.lon, lat: row.lat }
        : row.cell === null
          ? null
          : centreOf(row.cell),
    nest: row.nest_code === null ? null : { code: row.nest_code, name: row.nest_name ?? "" },
  }));
}

async function ringOf(db: Db, journeyId: string, viewerId: string | null): Promise<Journey["ring"]> {
  const { rows } = await sql<{ person_id: string; nickname: string | null; reached: boolean }>`
    select s.person_id, ${nameFor(viewerId, sql`s.person_id`)} as nickname, s.reached_at is not null as reached
    from drifting.ring_stop s where s.journey_id = ${journeyId} order by s.position`.execute(db);
  return rows.map((row) => ({ nickname: row.nickname, tag: row.person_id.slice(-4), reached: row.reached }));
}

/** A journey in a list. */
export type JourneyLine = Omit<Journey, "ring" | "events">;
const PAGE = 100;

/** Journeys the reader started, holds or is to have, those with news first. */
export async function journeysOf(db: Db, personId: string): Promise<JourneyLine[]> {
  const { rows } =
    await sql<Row>`select ${columns} from drifting.journey j join shelves.title_line t on t.id = j.title_id
    where j.started_by = ${personId} or j.holder_id = ${personId} or j.to_id = ${personId}
    order by j.last_at desc, j.id limit ${PAGE}`.execute(db);
  return rows.map((row) => toJourney(row, personId));
}

/** A journey `j` that goes on, in the words of the index `journey_stale`. */
export const isUnderWay = sql`j.state in ('in-hand', 'released', 'in-nest', 'passed')`;

/** Journeys with the latest news in the region; those let go in the open or in a nest can be found. */
export async function journeysUnderWay(db: Db): Promise<JourneyLine[]> {
  const { rows } =
    await sql<Row>`select ${columns} from drifting.journey j join shelves.title_line t on t.id = j.title_id
    where ${isUnderWay} order by j.last_at desc, j.id limit ${PAGE}`.execute(db);
  return rows.map((row) => toJourney(row, null));
}

/** Books somebody sent off, and found, in a calendar year. */
export async function travelledIn(
  db: Db,
  personId: string,
  year: number,
): Promise<{ started: number; found: number }> {
  const { rows } = await sql<{ started: number; found: number }>`
    select count(*) filter (where e.kind = 'started') as started, count(*) filter (where e.kind = 'found') as found
    from drifting.event e where e.actor_id = ${personId} and extract(year from e.at) = ${year}`.execute(db);
  return rows[0]!;
}
