import { sql } from "kysely";
import { circulationSubscribers } from "../circulation/index.ts";
import { createInstance, createReader, createRegion, type TestRegion } from "../circulation/testing.ts";
import type { Actor } from "../kernel/actor.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction, type Tx } from "../kernel/database.ts";
import { drainOutbox } from "../kernel/outbox.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { openDoors } from "../kernel/testing-doors.ts";
import { type Clock, fixedClock } from "../kernel/time.ts";
import { cellOf, moveCell } from "../neighbours/index.ts";
import { withdrawRequest } from "../peer-loans/index.ts";
import { doorsOfRequests } from "../rooms.ts";
import { publishCopies } from "../shelves/index.ts";
import { requestsOf } from "./index.ts";
import { room } from "./room.ts";
import type { BegunRequest, NewRequest, RequestView } from "./schema.ts";
import { fulfilmentSubscribers } from "./subscribers.ts";

const HERE = { lat: 40.8424, lon: 111.749 };

/** A region with readers who live near each other, and what they do in tests of requests. */
export type Fulfilment = {
  database: Database;
  region: TestRegion;
  clock: Clock;
  run: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  settle: () => Promise<void>;
  reader: (near?: boolean) => Promise<Actor>;
  title: (...members: ("EAST" | "MID" | "WEST")[]) => Promise<{ instanceId: number; barcodes: string[] }>;
  /** A copy of a reader for everybody near, or for these circles only, of a title of the catalogue. */
  offer: (owner: Actor, instanceId: number, circleIds?: string[]) => Promise<string>;
  begin: (actor: Actor, instanceId: number, more?: Partial<NewRequest>) => Promise<BegunRequest>;
  withdraw: (actor: Actor, id: string) => Promise<unknown>;
  want: (actor: Actor, instanceId: number) => Promise<unknown>;
  withdrawLoan: (actor: Actor, loanId: string) => Promise<void>;
  requests: (actor: Actor) => Promise<RequestView[]>;
  /** State of each request of a reader and of its ways. */
  stateOf: (actor: Actor) => Promise<string[][]>;
  close: () => Promise<void>;
};

/** Builds a region for tests of this room. */
export async function buildFulfilment(): Promise<Fulfilment> {
  const clock = fixedClock("2026-11-23T03:00:00Z");
  const database = await createTestDatabase();
  const region = await createRegion(database.db);
  const doors = await openDoors(database, clock, [room, doorsOfRequests]);
  const run: Fulfilment["run"] = (work) => inTransaction(database.db, work);
  let readers = 0;
  const requests = (actor: Actor) => requestsOf(database.db, actor.personId);
  return {
    database,
    region,
    clock,
    run,
    settle: () =>
      drainOutbox(database.db, [
        ...circulationSubscribers({ ...database, clock, config: readConfig({}) }),
        ...fulfilmentSubscribers({ clock }),
        ...doorsOfRequests.subscribers({ clock }),
      ]),
    reader: async (near = true) => {
      const actor = await createReader(database.db, region.members.EAST.id, `F${++readers}`);
      if (near) await run((tx) => moveCell(tx, actor, clock, cellOf(HERE)));
      return actor;
    },
    title: async (...members) => {
      const copies = members.map((code) => ({
        memberId: region.members[code].id,
        branchId: region.members[code].branchId,
      }));
      const made = await createInstance(database.db, copies);
      const brief = {
        title: { main: `Title ${made.instanceId}` },
        carrier: "print",
        urls: [],
        contributors: [],
      };
      await sql`update catalogue.instance set brief = ${JSON.stringify(brief)}::json, record_count = greatest(record_count, 1)
        where id = ${made.instanceId}`.execute(database.db);
      return made;
    },
    offer: (owner, instanceId, circleIds = []) => offerTitle(run, clock, owner, { instanceId, circleIds }),
    begin: (actor, instanceId, more = {}) =>
      doors.act<BegunRequest>(
        actor,
        "fulfilment.request",
        {},
        {
          instanceId,
          pickupBranchId: region.members.EAST.branchId,
          ...more,
        },
      ),
    withdraw: (actor, id) => doors.act(actor, "fulfilment.withdraw", { id }),
    want: (actor, instanceId) => doors.act(actor, "fulfilment.want", { instanceId }),
    withdrawLoan: (actor, id) => run((tx) => withdrawRequest(tx, actor, clock, id)),
    requests,
    stateOf: async (actor) =>
      (await requests(actor)).map((r) => [
        r.state,
        ...r.attempts.map((a) => `${a.kind} ${a.state}${a.reason ? ` ${a.reason}` : ""}`),
      ]),
    close: async () => {
      await doors.close();
      await database.close();
    },
  };
}

async function offerTitle(
  run: Fulfilment["run"],
  clock: Clock,
  owner: Actor,
  { instanceId, circleIds }: { instanceId: number; circleIds: string[] },
): Promise<string> {
  return await run(async (tx) => {
    const published = await publishCopies(tx, owner, clock, {
      lines: [{ title: `书 ${instanceId}` }],
      options: {
        modes: ["lend"],
        loanDays: 20,
        condition: "good",
        note: "",
        shelf: "",
        audience: { public: circleIds.length === 0, radiusKm: 5, friends: false, circleIds },
      },
    });
    const copyId = published.copies[0]!.id;
    await sql`update shelves.title t set instance_id = ${instanceId} from shelves.copy c
      where c.id = ${copyId} and t.id = c.title_id`.execute(tx);
    for (const table of ["shelves.offer", "shelves.offer_circle"])
      await sql`update ${sql.table(table)} set instance_id = ${instanceId} where copy_id = ${copyId}`.execute(
        tx,
      );
    return copyId;
  });
}
