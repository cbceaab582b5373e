import { sql } from "kysely";
import { placeHold, scanItem } from "../server/src/circulation/index.ts";
import { listBranches, listMembers, todayInRegion } from "../server/src/consortium/index.ts";
import { onBehalfOf, systemActor, workingFor } from "../server/src/kernel/actor.ts";
import { execute } from "../server/src/kernel/command.ts";
import { inTransaction } from "../server/src/kernel/database.ts";
import { addDays } from "../server/src/kernel/time.ts";
import { findPersonByLogin } from "../server/src/people/index.ts";
import type { DemoDeps } from "./index.ts";

type Place = { id: number; memberId: number; name: string };
type Copy = { barcode: string; instanceId: number };
type Desks = {
  at: (name: string) => Place;
  /** Runs a command of the region as the desk of a branch. */
  act: (name: string, at: string, params: object, input: object) => Promise<unknown>;
  /** Copies that stand on the shelves of a branch and nobody waits for; each is given once. */
  copies: (at: string, count: number, onlyOne?: boolean) => Promise<Copy[]>;
  scan: (at: string, barcode: string) => Promise<void>;
};

const STORE = "HETIAN/STORE";
const ROUTE = "NORTH";
const TOUR_DAYS = 21;

/** What a joint store, the courier and books on a tour look like in the middle of a day. Each part does nothing once it is there. */
export async function loadDesks(deps: DemoDeps): Promise<void> {
  const desks = await openDesks(deps);
  const { rows } = await sql<{ sent: boolean; packed: boolean; toured: boolean }>`select
    exists (select 1 from storage.deposit d where d.sent_at is not null) as sent,
    exists (select 1 from transport.crate) as packed,
    exists (select 1 from placement.tour) as toured`.execute(deps.db);
  const { sent, packed, toured } = rows[0]!;
  if (!sent) await loadDeposits(deps, desks);
  if (!packed) await loadCrates(deps, desks);
  if (!toured) await loadTour(deps, desks);
}

async function openDesks({ db, clock, config }: DemoDeps): Promise<Desks> {
  const { commands } = await import("../server/src/rooms.ts");
  const codes = new Map((await listMembers(db)).map((one) => [one.id, one.code]));
  const places = new Map(
    (await listBranches(db)).map((one) => {
      const name = `${codes.get(one.memberId)}/${one.code}`;
      return [name, { id: one.id, memberId: one.memberId, name }];
    }),
  );
  const at = (name: string): Place => places.get(name)!;
  const actorAt = (name: string) => workingFor(systemActor, at(name).memberId, at(name).id);
  const taken = new Set<string>();
  return {
    at,
    act: async (name, where, params, input) => {
      const command = commands.find((one) => one.name === name)!;
      return await execute(command, { db, clock, config, actor: actorAt(where), via: "desk" }, params, input);
    },
    copies: async (where, count, onlyOne = false) => {
      const { rows } = await sql<Copy>`
        select distinct on (r.instance_id) i.barcode, r.instance_id as "instanceId" from catalogue.item i
        join catalogue.record r on r.id = i.record_id
        where i.current_branch_id = ${at(where).id} and i.for_loan and i.barcode <> all(${[...taken]}::text[])
          and not exists (select 1 from circulation.loan l where l.item_id = i.id)
          and not exists (select 1 from storage.deposit_item d where d.item_id = i.id)
          and not exists (select 1 from circulation.hold h where h.instance_id = r.instance_id)
          and (not ${onlyOne} or (select count(*) from catalogue.item o join catalogue.record q on q.id = o.record_id
            where q.instance_id = r.instance_id) = 1)
        order by r.instance_id, i.id limit ${count}`.execute(db);
      for (const one of rows) taken.add(one.barcode);
      return rows;
    },
    scan: async (where, barcode) => {
      const { id } = at(where);
      await inTransaction(db, (tx) => scanItem(tx, actorAt(where), clock, { barcode, branchId: id }));
    },
  };
}

/** One deposit that has arrived but for two books, and one for which the store has a copy of each. */
async function loadDeposits({ db }: DemoDeps, { at, act, copies, scan }: Desks): Promise<void> {
  await act("storage.set-store", STORE, {}, { branch: STORE, shelfMetres: 1200, volumeMm: 25 });
  const begin = async (from: string, note: string): Promise<{ id: string }> =>
    (await act(
      "storage.begin-deposit",
      from,
      {},
      { storeBranchId: at(STORE).id, transfers: false, note },
    )) as {
      id: string;
    };
  const from = "WANGYU/MAIN";
  const sent = await begin(from, "十年没人借的书（演示）");
  const stored = await copies(from, 8);
  for (const { barcode } of stored)
    await act("storage.add-to-deposit", from, { id: sent.id }, { barcode, itemId: undefined });
  await act("storage.send-deposit", from, { id: sent.id }, {});
  for (const [i, { barcode }] of stored.slice(0, -2).entries()) {
    await scan(from, barcode);
    await act("storage.shelve", STORE, {}, { barcode, itemId: undefined, shelf: `A-01-${i + 1}` });
  }
  const second = "YUNZE/MAIN";
  const { rows } = await sql<{
    barcode: string;
  }>`select distinct on (r.instance_id) i.barcode from catalogue.item i
    join catalogue.record r on r.id = i.record_id
    where i.home_branch_id = ${at(second).id} and r.instance_id = any(${stored.map((one) => one.instanceId)}::int[])
      and not exists (select 1 from circulation.loan l where l.item_id = i.id)
      and not exists (select 1 from storage.deposit_item d where d.item_id = i.id)
    order by r.instance_id, i.id limit 4`.execute(db);
  const draft = await begin(second, "复本清理（演示）");
  for (const { barcode } of rows)
    await act("storage.add-to-deposit", second, { id: draft.id }, { barcode, itemId: undefined });
}

/** What readers asked for is on the road: a crate that has left, one being packed, books that wait, and some to fetch. */
async function loadCrates({ db, clock }: DemoDeps, { at, act, copies, scan }: Desks): Promise<void> {
  const stops = ["XINGYUAN/MAIN", "SHUANGHU/MAIN", "HETIAN/MAIN"];
  const name = { "zh-Hans": "北线（演示）", "zh-Hant": "北線（示範）", en: "Northern round (demo)" };
  const route = { code: ROUTE, name, member: null, days: [1, 2, 3, 4, 5], stops };
  await act("transport.set-route", "XINGYUAN/MAIN", {}, route);
  const [from, to] = stops as [string, string];
  const reader = onBehalfOf((await findPersonByLogin(db, "desk-shuanghu"))!.id);
  const asked = await copies(from, 9, true);
  for (const { instanceId } of asked)
    await inTransaction(db, (tx) => placeHold(tx, reader, clock, { instanceId, pickupBranchId: at(to).id }));
  const fill = async (books: Copy[]): Promise<string> => {
    const { code } = (await act("transport.open-crate", from, {}, { toBranchId: at(to).id })) as {
      code: string;
    };
    for (const { barcode } of books)
      await act("transport.put-in-crate", from, { code }, { barcode, itemId: undefined });
    return code;
  };
  for (const { barcode } of asked.slice(0, 6)) await scan(from, barcode);
  const left = await fill(asked.slice(0, 3));
  await act("transport.pack-crate", from, { code: left }, {});
  await act("transport.hand-over", from, {}, { crates: [left], route: ROUTE });
  await fill(asked.slice(3, 4));
}

/** A set of books on a tour through the branches of a library. */
async function loadTour({ db, clock }: DemoDeps, { act, copies }: Desks): Promise<void> {
  const today = await todayInRegion(db, clock);
  const stops = ["HETIAN/FIELD", "HETIAN/MAIN"].map((branch, i) => ({
    branch,
    startsOn: addDays(today, i * TOUR_DAYS),
  }));
  const name = { "zh-Hans": "稻作书箱（演示）", "zh-Hant": "稻作書箱（示範）", en: "Books on rice (demo)" };
  const code = "RICE";
  const tour = { code, name, member: "HETIAN", stops, endsOn: addDays(today, 2 * TOUR_DAYS) };
  await act("placement.set-tour", "HETIAN/MAIN", {}, tour);
  for (const { barcode } of await copies("HETIAN/MAIN", 4))
    await act("placement.add-to-tour", "HETIAN/MAIN", { code }, { barcode, itemId: undefined });
}
