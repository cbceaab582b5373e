import { sql } from "kysely";
import { z } from "zod";
import { cancelHold, HOLD_CAPTURED, HOLD_ENDED, holdingsOf, placeHold } from "../circulation/index.ts";
import { listBranches, loadDistances, minutesBetween } from "../consortium/index.ts";
import { type DeliveryOption, type Way, type WayQuestion, wayShape } from "../contracts/delivery-option.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import { holdOutcomes } from "./request-states.ts";

const DAY = 24;
/** Copies that go through the libraries' own transport within so many minutes come the next working day. */
const NEAR_MINUTES = 30;
/** A reader keeps a book about this long. */
const LOAN_DAYS = 21;
const CAN_COME = ["available", "on-loan", "in-transit", "on-hold-shelf", "requested"];

const onlineSchema = wayShape("online", { url: z.string() });
const shelfSchema = wayShape("shelf", {
  branchId: z.number().int(),
  callNumber: z.string(),
  copies: z.number().int(),
});
const holdSchema = wayShape("hold", {
  memberId: z.number().int().nullable(),
  minutes: z.number().nullable(),
  waiting: z.number().int(),
});
type HoldWay = z.output<typeof holdSchema>;

/** Read or looked at on the spot. */
const online: DeliveryOption<z.output<typeof onlineSchema>> = {
  kind: "online",
  order: 0,
  schema: onlineSchema,
  find: async (_db, _clock, { title }) => {
    const brief = (await title)?.brief;
    const url = brief?.urls.find((one) => /^https?:/i.test(one.url))?.url;
    if (brief?.carrier !== "online" || !url) return [];
    return [{ kind: "online", url, hours: [0, 0], reason: "online" }];
  },
  words: ({ url }, { t }) => ({
    value: null,
    what: t("ways.online"),
    why: t("ways.why.online"),
    href: url,
  }),
};

const copiesFor = (db: Db, { instanceId, sight, once }: WayQuestion) =>
  once("holdings", () => holdingsOf(db, instanceId, sight));

/** The branches among these where readers fetch books: whoever cannot (a closed store) lets nobody to its shelves. */
async function openTo(db: Db, branchIds: readonly number[]): Promise<Set<number>> {
  if (branchIds.length === 0) return new Set();
  const branches = await listBranches(db);
  return new Set(branches.filter((one) => one.isPickup && branchIds.includes(one.id)).map((one) => one.id));
}

/** On a shelf of the reader's own library: go and take it. */
const shelf: DeliveryOption<z.output<typeof shelfSchema>> = {
  kind: "shelf",
  order: 10,
  schema: shelfSchema,
  find: async (db, _clock, question) => {
    const own = (await copiesFor(db, question))
      .filter((group) => group.memberId === question.homeMemberId)
      .map((group) => ({ group, copies: group.items.filter((item) => item.status === "available").length }))
      .filter(({ copies }) => copies > 0);
    const open = await openTo(
      db,
      own.map(({ group }) => group.branchId),
    );
    return own
      .filter(({ group }) => open.has(group.branchId))
      .map(({ group: { branchId, callNumber }, copies }) => ({
        kind: "shelf",
        branchId,
        callNumber,
        copies,
        hours: [0, 1],
        reason: "on-shelf",
      }));
  },
  words: ({ branchId, callNumber, copies }, { t }, names) => ({
    value: `shelf:${branchId}`,
    what: t("ways.shelf", { branch: names.branch(branchId) }),
    why: t("ways.why.on-shelf", { callNumber, count: copies }),
    href: null,
  }),
};

/** The libraries bring it to the pickup branch. `memberId`: whose copy; `waiting`: readers before this one. */
const hold: DeliveryOption<HoldWay> = {
  kind: "hold",
  order: 20,
  schema: holdSchema,
  find: async (db, _clock, question) => {
    // Somebody who came in by a code belongs to no library: theirs are the other ways.
    if (question.personId !== null && question.homeMemberId === null) return [];
    const [groups, distances, waiting] = await Promise.all([
      copiesFor(db, question),
      loadDistances(db),
      holdsWaiting(db, question.instanceId),
    ]);
    const copies = groups.flatMap(({ branchId, memberId, items }) =>
      items.map(({ status }) => ({ branchId, memberId, status })),
    );
    const far = (from: number, to: number): number => minutesBetween(distances, from, to);
    const found = holdWay(question.pickupBranchId, copies, waiting, far);
    return found ? [found] : [];
  },
  words: ({ memberId, reason, waiting }, { t }, names) => ({
    value: "hold",
    what: t("ways.hold"),
    why:
      memberId === null || names.library(memberId) === ""
        ? t(`ways.why.${reason}`, { count: waiting })
        : t("ways.why.available", { library: names.library(memberId) }),
    href: null,
  }),
  asking: {
    toBranch: true,
    atOnce: 1,
    saysYes: "library",
    told: "request.placed",
    refusals: {
      "branch-no-pickup": 409,
      "card-blocked": 409,
      "affiliation-expired": 409,
      "overdue-too-long": 409,
      "nothing-to-lend": 409,
      "part-needed": 409,
      "part-unknown": 409,
      "hold-exists": 409,
      "already-on-loan": 409,
      "too-many-holds": 409,
    },
    keep: () => ({}),
    begin: async (tx, actor, clock, { instanceId, pickupBranchId, part, anyEdition }) => {
      const { id } = await placeHold(tx, actor, clock, {
        instanceId,
        pickupBranchId: pickupBranchId!,
        ...(part !== null && { part }),
        ...(anyEdition && { anyEdition }),
      });
      return { id, isYes: false };
    },
    takeBack: (tx, actor, clock, holdId) => unlessClosed(tx, () => cancelHold(tx, actor, clock, holdId)),
    withdraw: cancelHold,
    hears: [
      {
        topic: HOLD_ENDED,
        name: "fulfilment.holds",
        read: (payload) => {
          const { holdId, state } = endedSchema.parse(payload);
          const outcome = holdOutcomes[state];
          return outcome ? { references: [holdId], outcome, reason: state } : null;
        },
      },
      {
        topic: HOLD_CAPTURED,
        name: "fulfilment.captures",
        read: (payload) => ({
          references: [capturedSchema.parse(payload).holdId],
          outcome: "yes",
          reason: "captured",
        }),
      },
    ],
  },
};
const endedSchema = z.object({ holdId: z.string(), state: z.string() });
const capturedSchema = z.object({ holdId: z.string() });

/** What the libraries give. */
export const libraryWays: readonly DeliveryOption[] = [online, shelf, hold];

type Copy = { status: string; memberId: number; branchId: number };

function holdWay(
  pickupBranchId: number | null,
  copies: Copy[],
  waiting: number,
  minutes: (from: number, to: number) => number,
): HoldWay | null {
  const able = copies.filter((copy) => CAN_COME.includes(copy.status));
  if (able.length === 0) return null;
  const free = copies.filter((copy) => copy.status === "available");
  if (free.length > 0) {
    const far = (copy: Copy): number =>
      pickupBranchId === null ? NEAR_MINUTES : minutes(copy.branchId, pickupBranchId);
    const nearest = free.reduce((best, copy) => (far(copy) < far(best) ? copy : best));
    const away = far(nearest);
    const hours: Way["hours"] =
      away === 0 ? [1, DAY] : away <= NEAR_MINUTES ? [DAY, 2 * DAY] : [DAY, 4 * DAY];
    return {
      kind: "hold",
      memberId: nearest.memberId,
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

/** False when the hold has ended meanwhile: the book is in the reader's hands. */
async function unlessClosed(tx: Tx, cancel: () => Promise<unknown>): Promise<boolean> {
  await sql`savepoint back`.execute(tx);
  try {
    await cancel();
    await sql`release savepoint back`.execute(tx);
    return true;
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "hold-closed") throw error;
    await sql`rollback to savepoint back`.execute(tx);
    return false;
  }
}
