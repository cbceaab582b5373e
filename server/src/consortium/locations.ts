import { sql } from "kysely";
import { type Actor, demand } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { Problem, refuseOn } from "../kernel/problem.ts";
import { type Language, type LocalText, pick } from "../kernel/text.ts";

/** Where a member's shelving locations stand. A code without an entry stands in the main branch. */
export type LocationMap = { branchByLocation: Map<string, number>; mainBranchId: number };

/**
 * Says in which branch a shelving location stands; `code` is spelt as in the member's records (MARC 21 852 $b/$c).
 * Refuses: `forbidden` 403, `location-code-invalid` 400, `location-exists` 409,
 * `member-unknown` 404, `branch-unknown` 404 (also for a branch of another member).
 */
export async function addLocation(
  tx: Tx,
  actor: Actor,
  input: { memberId: number; code: string; branchId: number; name?: LocalText; floor?: string },
): Promise<void> {
  demand(actor, ["member-admin", "consortium-admin"], input.memberId);
  await refuseOn(
    {
      location_code_given: () => new Problem("location-code-invalid", 400, { code: input.code }),
      location_code_unique: () => new Problem("location-exists", 409, { code: input.code }),
      location_branch_of_member: () => new Problem("branch-unknown", 404, { branchId: input.branchId }),
      location_member: () => new Problem("member-unknown", 404, { code: String(input.memberId) }),
    },
    () =>
      sql`insert into consortium.location (member_id, code, branch_id, name, floor)
          values (${input.memberId}, ${input.code}, ${input.branchId}, ${JSON.stringify(input.name ?? {})}::jsonb,
            ${input.floor ?? ""})`.execute(tx),
  );
  await writeAudit(tx, actor, "location.add", { kind: "location", id: input.code }, input.memberId, {
    branchId: input.branchId,
  });
}

/** What can be said of a location; absent: stays. `planUrl` null: there is no plan. */
export type LocationChange = {
  memberId: number;
  code: string;
  branchId: number;
  name?: LocalText | undefined;
  floor?: string | undefined;
  planUrl?: string | null | undefined;
};

/**
 * Says in which branch a location stands, on which floor, and what it is called, whether it was said before or not. Refuses: `forbidden` 403,
 * `location-code-invalid` 400.
 */
export async function setLocation(tx: Tx, actor: Actor, input: LocationChange): Promise<void> {
  demand(actor, ["member-admin", "consortium-admin"], input.memberId);
  const name = input.name === undefined ? null : JSON.stringify(input.name);
  if (input.code.trim() === "") throw new Problem("location-code-invalid", 400, { code: input.code });
  const floor = input.floor ?? null;
  const planStays = input.planUrl === undefined;
  await sql`insert into consortium.location (member_id, code, branch_id, name, floor, plan_url)
    values (${input.memberId}, ${input.code}, ${input.branchId}, coalesce(${name}::jsonb, '{}'),
      coalesce(${floor}::text, ''), ${input.planUrl ?? null})
    on conflict (member_id, code) do update set branch_id = excluded.branch_id,
      name = coalesce(${name}::jsonb, consortium.location.name),
      floor = coalesce(${floor}::text, consortium.location.floor),
      plan_url = case when ${planStays} then consortium.location.plan_url else excluded.plan_url end`.execute(
    tx,
  );
  const detail = { branchId: input.branchId };
  await writeAudit(tx, actor, "location.set", { kind: "location", id: input.code }, input.memberId, detail);
}

/** A location stands in the main branch again. Refuses: `forbidden` 403, `location-unknown` 404. */
export async function removeLocation(tx: Tx, actor: Actor, memberId: number, code: string): Promise<void> {
  demand(actor, ["member-admin", "consortium-admin"], memberId);
  const { rows } = await sql`delete from consortium.location l
    where l.member_id = ${memberId} and l.code = ${code} returning 1`.execute(tx);
  if (rows.length === 0) throw new Problem("location-unknown", 404, { code });
  await writeAudit(tx, actor, "location.remove", { kind: "location", id: code }, memberId);
}

type LocationLine = { code: string; branch: string; name: LocalText; floor: string; plan: string | null };

/** A page of a member's locations by code, with the code of their branch. */
export async function listLocations(
  db: Db,
  memberId: number,
  page: { after: string | null; limit: number },
): Promise<LocationLine[]> {
  const { rows } = await sql<LocationLine>`
    select l.code, b.code as branch, l.name, l.floor, l.plan_url as plan from consortium.location l join consortium.branch b on b.id = l.branch_id
    where l.member_id = ${memberId} and l.code > ${page.after ?? ""} order by l.code limit ${page.limit}`.execute(
    db,
  );
  return rows;
}

/**
 * `name`: what a library calls a shelving location, in the reader's language, the code itself where it has given no name;
 * `floor`: on which it stands, as its library says it, and the address of its plan, empty and null where it says nothing.
 */
export type LocationFacts = {
  name: (memberId: number, code: string, language: Language) => string;
  floor: (memberId: number, code: string) => { floor: string; planUrl: string | null };
};

type LocationRow = { memberId: number; code: string; name: LocalText; floor: string; planUrl: string | null };

/** What is said of all shelving locations of the region. */
export async function loadLocationFacts(db: Db): Promise<LocationFacts> {
  const { rows } = await sql<LocationRow>`
    select l.member_id as "memberId", l.code, l.name, l.floor, l.plan_url as "planUrl" from consortium.location l
    where l.name <> '{}' or l.floor <> '' or l.plan_url is not null`.execute(db);
  const known = new Map(rows.map((row) => [`${row.memberId} ${row.code}`, row]));
  const of = (memberId: number, code: string): LocationRow | undefined => known.get(`${memberId} ${code}`);
  return {
    name: (memberId, code, language) => pick(of(memberId, code)?.name ?? {}, language) || code,
    floor: (memberId, code) => of(memberId, code) ?? { floor: "", planUrl: null },
  };
}

/** All locations of a member at once, for imports. Refuses with `member-unknown` 404. */
export async function loadLocationMap(db: Db, memberId: number): Promise<LocationMap> {
  const main = await sql<{ id: number }>`
    select b.id from consortium.branch b where b.member_id = ${memberId} and b.is_main`.execute(db);
  if (!main.rows[0]) throw new Problem("member-unknown", 404, { code: String(memberId) });
  const { rows } = await sql<{ code: string; branch_id: number }>`
    select l.code, l.branch_id from consortium.location l where l.member_id = ${memberId}`.execute(db);
  return {
    branchByLocation: new Map(rows.map((row) => [row.code, row.branch_id])),
    mainBranchId: main.rows[0].id,
  };
}
