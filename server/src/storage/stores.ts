import { sql } from "kysely";
import type { z } from "zod";
import { listBranches, listMembers } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { type Clock, DAY_MS } from "../kernel/time.ts";
import { demandPermission } from "../people/index.ts";
import { refuse } from "./refusals.ts";
import type { newStoreSchema, storeSchema } from "./schema.ts";

export type Store = z.output<typeof storeSchema>;

const YEAR_DAYS = 365;

type Row = {
  branch_id: number;
  metres: number;
  volume_mm: number;
  owners: { member: number; there: number; coming: number }[];
  spared: number;
  asked: number;
};

/** Every store with its room, what stands there and whose it is; `branchId`: only this one. */
export async function listStores(db: Db, clock: Clock, branchId: number | null = null): Promise<Store[]> {
  const since = new Date(clock.now().getTime() - YEAR_DAYS * DAY_MS);
  const { rows } = await sql<Row>`
    select s.branch_id, s.shelf_metres::float8 as metres, s.volume_mm,
      coalesce((select jsonb_agg(o) from (
        select c.member_id as member, count(*) filter (where p.item_id is null or p.is_there)::int as there,
          count(*) filter (where not p.is_there)::int as coming
        from (select i.id from catalogue.copy_fact i where i.home_branch_id = s.branch_id
          union select p.item_id from placement.stored_item p where p.branch_id = s.branch_id) x
        join catalogue.copy_fact c on c.id = x.id
        left join placement.stored_item p on p.item_id = c.id and p.branch_id = s.branch_id
        group by c.member_id order by 2 desc, 1) o), '[]') as owners,
      (select count(*)::int from storage.deposit d join storage.deposit_item l on l.deposit_id = d.id
        where d.store_branch_id = s.branch_id and d.sent_at is not null and l.held_item_id is not null
          and l.decision in ('withdraw', 'leave')) as spared,
      (select count(*)::int from circulation.transit_fact t where t.from_branch_id = s.branch_id
        and t.reason = 'hold' and t.sent_at >= ${since}) as asked
    from storage.store s where ${branchId}::int is null or s.branch_id = ${branchId}::int order by s.branch_id`.execute(
    db,
  );
  const codes = new Map((await listMembers(db)).map((one) => [one.id, one.code]));
  const branches = new Map((await listBranches(db)).map((one) => [one.id, one]));
  return rows.map((row) => {
    const branch = branches.get(row.branch_id)!;
    const copies = row.owners.reduce((sum, one) => sum + one.there, 0);
    const coming = row.owners.reduce((sum, one) => sum + one.coming, 0);
    const usedMetres = round(((copies + coming) * row.volume_mm) / 1000);
    return {
      branch: `${codes.get(branch.memberId)}/${branch.code}`,
      branchId: row.branch_id,
      shelfMetres: row.metres,
      volumeMm: row.volume_mm,
      copies,
      coming,
      usedMetres,
      freeMetres: round(row.metres - usedMetres),
      owners: row.owners.map((one) => ({ member: codes.get(one.member)!, copies: one.there + one.coming })),
      spared: row.spared,
      asked: row.asked,
    };
  });
}

const round = (metres: number): number => Math.round(metres * 10) / 10;

async function findBranchNamed(db: Db, name: string): Promise<{ id: number; memberId: number }> {
  const codes = new Map((await listMembers(db)).map((one) => [one.id, one.code]));
  const found = (await listBranches(db)).find(
    (one) => `${codes.get(one.memberId)}/${one.code}` === name.toUpperCase(),
  );
  if (!found) throw refuse("branch-unknown", { branch: name });
  return found;
}

/** A branch becomes a store, or its room changes. Refuses `branch-unknown` 404, `forbidden` 403. */
export async function setStore(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  given: z.output<typeof newStoreSchema>,
): Promise<Store> {
  const branch = await findBranchNamed(tx, given.branch);
  demandPermission(actor, "circulation.manage", branch.memberId);
  await sql`insert into storage.store (branch_id, shelf_metres, volume_mm)
    values (${branch.id}, ${given.shelfMetres}, ${given.volumeMm})
    on conflict (branch_id) do update set shelf_metres = excluded.shelf_metres, volume_mm = excluded.volume_mm`.execute(
    tx,
  );
  return (await listStores(tx, clock, branch.id))[0]!;
}

/** A branch is a store no more. Refuses `branch-unknown` 404, `forbidden` 403, `store-unknown` 404, `store-in-use` 409. */
export async function removeStore(tx: Tx, actor: Actor, name: string): Promise<void> {
  const branch = await findBranchNamed(tx, name);
  demandPermission(actor, "circulation.manage", branch.memberId);
  await lockStore(tx, branch.id);
  const { rows } =
    await sql`select 1 from storage.deposit d where d.store_branch_id = ${branch.id} limit 1`.execute(tx);
  if (rows.length > 0) throw refuse("store-in-use");
  await sql`delete from storage.store where branch_id = ${branch.id}`.execute(tx);
}

/** Two who give into a store at once do it one after the other. Refuses `store-unknown` 404. */
export async function lockStore(tx: Tx, branchId: number): Promise<void> {
  const { rows } =
    await sql`select 1 from storage.store s where s.branch_id = ${branchId} for update`.execute(tx);
  if (rows.length === 0) throw refuse("store-unknown");
}
