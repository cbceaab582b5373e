import { sql } from "kysely";
import type { Viewer } from "../audience/index.ts";
import { getInstances } from "../catalogue/index.ts";
import { holdingsOf } from "../circulation/index.ts";
import { loadDistances, minutesBetween } from "../consortium/index.ts";
import type { Db } from "../kernel/database.ts";
import { type Clock, DAY_MS } from "../kernel/time.ts";
import { copiesInNests } from "../nests/index.ts";
import { offersOf } from "../shelves/index.ts";

/**
 * One way to a title. `hours`: earliest and latest it is in the reader's hands, an honest guess; `reason`: a code the
 * pages say in words. All of them are free of charge.
 */
export type Way = { hours: [from: number, to: number]; reason: string } & (
  | { kind: "online"; url: string }
  /** On a shelf of the reader's own library: go and take it. */
  | { kind: "shelf"; branchId: number; callNumber: string; copies: number }
  /** The libraries bring it to the pickup branch. `memberId`: whose copy; `waiting`: readers before this one. */
  | { kind: "hold"; memberId: number | null; minutes: number | null; waiting: number }
  /** A copy known to stand at a nest, for whoever comes first. `daysAgo`: when it was put there. */
  | { kind: "nest"; code: string; name: string; daysAgo: number }
  /** Another reader's copy. `band`: kilometres at most; null when it is not told. */
  | {
      kind: "person";
      copyId: string;
      mode: "lend" | "give";
      owner: string;
      band: number | null;
      circles: string[];
    }
);

/** Whoever asks: null for somebody who is not signed in. */
export type WayViewer = {
  personId: string | null;
  homeMemberId: number | null;
  pickupBranchId: number | null;
  /** What they see; absent: what everybody does. */
  sight?: Viewer;
};

const DAY = 24;
/** Copies that go through the libraries' own transport within so many minutes come the next working day. */
const NEAR_MINUTES = 30;
/** A reader keeps a book about this long. */
const LOAN_DAYS = 21;
const WAYS_SHOWN = 8;
const NESTS_SHOWN = 2;

function daysSince(now: Date, instant: string): number {
  return Math.max(0, Math.floor((now.getTime() - Date.parse(instant)) / DAY_MS));
}

/** Every way to a title for this reader, the quickest first. Six statements, whatever the number of copies. */
export async function waysTo(db: Db, clock: Clock, viewer: WayViewer, instanceId: number): Promise<Way[]> {
  const [[instance], groups, distances, waiting, offers, nested] = await Promise.all([
    getInstances(db, [instanceId], viewer.sight),
    holdingsOf(db, instanceId, viewer.sight),
    loadDistances(db),
    holdsWaiting(db, instanceId),
    viewer.personId === null ? [] : offersOf(db, viewer.personId, [instanceId]),
    copiesInNests(db, [instanceId]),
  ]);
  if (!instance) return [];
  const ways: Way[] = [];
  const url = instance.brief.urls.find((one) => /^https?:/i.test(one.url))?.url;
  if (instance.brief.carrier === "online" && url)
    ways.push({ kind: "online", url, hours: [0, 0], reason: "online" });
  const copies = groups.flatMap((group) => group.items.map((item) => ({ ...item, group })));
  const free = copies.filter((copy) => copy.status === "available");
  const own = free.filter((copy) => copy.group.memberId === viewer.homeMemberId);
  for (const group of new Set(own.map((copy) => copy.group)))
    ways.push({
      kind: "shelf",
      branchId: group.branchId,
      callNumber: group.callNumber,
      copies: group.items.filter((item) => item.status === "available").length,
      hours: [0, 1],
      reason: "on-shelf",
    });
  // Somebody who came in by a code belongs to no library: theirs are the other ways.
  const mayAsk = viewer.personId === null || viewer.homeMemberId !== null;
  const hold =
    mayAsk && holdWay(viewer, copies, free, waiting, (from, to) => minutesBetween(distances, from, to));
  if (hold) ways.push(hold);
  for (const { nestCode: code, nestName: name, since } of nested.slice(0, NESTS_SHOWN))
    ways.push({
      kind: "nest",
      code,
      name,
      daysAgo: daysSince(clock.now(), since),
      hours: [1, DAY],
      reason: "in-nest",
    });
  for (const offer of offers)
    ways.push({
      kind: "person",
      copyId: offer.id,
      mode: offer.modes.includes("lend") ? "lend" : "give",
      owner: offer.owner.nickname ?? offer.owner.tag,
      band: offer.band,
      circles: offer.circles,
      hours: [DAY, 4 * DAY],
      reason: offer.circles.length > 0 ? "in-circle" : "near",
    });
  return ways
    .filter((way) => way.kind !== "person" || offers.some((o) => o.id === way.copyId && lendable(o.modes)))
    .sort((a, b) => a.hours[1] - b.hours[1] || a.hours[0] - b.hours[0])
    .slice(0, WAYS_SHOWN);
}

function lendable(modes: readonly string[]): boolean {
  return modes.includes("lend") || modes.includes("give");
}

type Copy = { status: string; group: { memberId: number; branchId: number } };

const CAN_COME = ["available", "on-loan", "in-transit", "on-hold-shelf", "requested"];

function holdWay(
  viewer: WayViewer,
  copies: Copy[],
  free: Copy[],
  waiting: number,
  minutes: (from: number, to: number) => number,
): Way | null {
  const able = copies.filter((copy) => CAN_COME.includes(copy.status));
  if (able.length === 0) return null;
  if (free.length > 0) {
    const { pickupBranchId } = viewer;
    const far = (copy: Copy): number =>
      pickupBranchId === null ? NEAR_MINUTES : minutes(copy.group.branchId, pickupBranchId);
    const nearest = free.reduce((best, copy) => (far(copy) < far(best) ? copy : best));
    const away = far(nearest);
    const hours: [number, number] =
      away === 0 ? [1, DAY] : away <= NEAR_MINUTES ? [DAY, 2 * DAY] : [DAY, 4 * DAY];
    return {
      kind: "hold",
      memberId: nearest.group.memberId,
      minutes: pickupBranchId === null ? null : away,
      waiting: 0,
      hours,
      reason: "available",
    };
  }
  const rounds = Math.ceil((waiting + 1) / able.length);
  return {
    kind: "hold",
    memberId: null,
    minutes: null,
    waiting,
    hours: [2 * DAY, rounds * LOAN_DAYS * DAY],
    reason: waiting > 0 ? "queue" : "on-loan",
  };
}

async function holdsWaiting(db: Db, instanceId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from circulation.hold_line h
    where h.instance_id = ${instanceId} and h.state in ('waiting', 'targeted')`.execute(db);
  return rows[0]!.count;
}
