import { sql } from "kysely";
import { type Actor, demand } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { Problem, refuseOn } from "../kernel/problem.ts";
import type { LocalText } from "../kernel/text.ts";

/** A house of a member where items stand and readers come. */
export type Branch = {
  id: number;
  memberId: number;
  /** Unique inside its member, such as `MAIN` or `MED-2`. */
  code: string;
  name: LocalText;
  address: LocalText;
  /** True: readers may collect holds here. */
  isPickup: boolean;
  /** True for the one branch a member's unmapped locations stand in. */
  isMain: boolean;
};

/** What `addBranch` needs; a new branch is a place to collect holds unless told otherwise. */
export type NewBranch = {
  memberId: number;
  code: string;
  name: LocalText;
  address?: LocalText;
  isPickup?: boolean;
};

const BRANCHES_MAX = 2000;

type BranchRow = {
  id: number;
  member_id: number;
  code: string;
  name: LocalText;
  address: LocalText;
  is_pickup: boolean;
  is_main: boolean;
};
const COLUMNS = sql`b.id, b.member_id, b.code, b.name, b.address, b.is_pickup, b.is_main`;

/**
 * Adds a branch to a member.
 * Refuses: `forbidden` 403, `member-unknown` 404, `branch-code-invalid` 400, `name-missing` 400, `branch-exists` 409.
 */
export async function addBranch(tx: Tx, actor: Actor, input: NewBranch): Promise<Branch> {
  demand(actor, ["member-admin", "consortium-admin"], input.memberId);
  const branch = await refuseOn(
    {
      branch_member: () => new Problem("member-unknown", 404, { code: String(input.memberId) }),
      branch_code_form: () => new Problem("branch-code-invalid", 400, { code: input.code }),
      branch_name_given: () => new Problem("name-missing", 400),
      branch_code_unique: () => new Problem("branch-exists", 409, { code: input.code }),
    },
    async () => {
      const { rows } = await sql<BranchRow>`
        insert into consortium.branch as b (member_id, code, name, address, is_pickup)
        values (${input.memberId}, ${input.code}, ${JSON.stringify(input.name)}::jsonb,
          ${JSON.stringify(input.address ?? {})}::jsonb, ${input.isPickup ?? true})
        returning ${COLUMNS}`.execute(tx);
      return toBranch(rows[0]!);
    },
  );
  await writeAudit(tx, actor, "branch.add", { kind: "branch", id: String(branch.id) }, branch.memberId, {
    code: branch.code,
  });
  return branch;
}

/** All branches, or those of one member: the main branch first, then by code. */
export async function listBranches(db: Db, filter: { memberId?: number } = {}): Promise<Branch[]> {
  const { rows } = await sql<BranchRow>`
    select ${COLUMNS} from consortium.branch b
    where ${filter.memberId ?? null}::integer is null or b.member_id = ${filter.memberId ?? null}::integer
    order by b.member_id, b.is_main desc, b.code limit ${BRANCHES_MAX}`.execute(db);
  return rows.map(toBranch);
}

/** The branch with this id. Refuses with `branch-unknown` 404. */
export async function getBranch(db: Db, branchId: number): Promise<Branch> {
  const { rows } = await sql<BranchRow>`
    select ${COLUMNS} from consortium.branch b where b.id = ${branchId}`.execute(db);
  if (!rows[0]) throw new Problem("branch-unknown", 404, { branchId });
  return toBranch(rows[0]);
}

/** The branch with this code at a member. Refuses with `branch-unknown` 404. */
export async function findBranch(db: Db, memberId: number, code: string): Promise<Branch> {
  const { rows } = await sql<BranchRow>`
    select ${COLUMNS} from consortium.branch b where b.member_id = ${memberId} and b.code = ${code}`.execute(
    db,
  );
  if (!rows[0]) throw new Problem("branch-unknown", 404, { branch: code });
  return toBranch(rows[0]);
}

/** Changes name, address and whether holds are collected there. Refuses: `forbidden` 403, `name-missing` 400. */
export async function changeBranch(
  tx: Tx,
  actor: Actor,
  branch: Branch,
  change: Partial<Pick<Branch, "name" | "address" | "isPickup">>,
): Promise<Branch> {
  demand(actor, ["member-admin", "consortium-admin"], branch.memberId);
  const next = { ...branch, ...change };
  const { rows } = await refuseOn({ branch_name_given: () => new Problem("name-missing", 400) }, () =>
    sql<BranchRow>`update consortium.branch as b set name = ${JSON.stringify(next.name)}::jsonb,
        address = ${JSON.stringify(next.address)}::jsonb, is_pickup = ${next.isPickup}
      where b.id = ${branch.id} returning ${COLUMNS}`.execute(tx),
  );
  const detail = { changed: Object.keys(change) };
  await writeAudit(
    tx,
    actor,
    "branch.change",
    { kind: "branch", id: String(branch.id) },
    branch.memberId,
    detail,
  );
  return toBranch(rows[0]!);
}

/**
 * Takes a branch away that nothing stands in and nobody ever lent from. Refuses: `forbidden` 403, `branch-in-use` 409 (also
 * the main branch).
 */
export async function removeBranch(tx: Tx, actor: Actor, branch: Branch): Promise<void> {
  demand(actor, ["member-admin", "consortium-admin"], branch.memberId);
  if (branch.isMain) throw new Problem("branch-in-use", 409, { branch: branch.code });
  await sql`delete from consortium.opening where branch_id = ${branch.id}`.execute(tx);
  await sql`delete from consortium.distance where ${branch.id} in (from_branch_id, to_branch_id)`.execute(tx);
  try {
    await sql`delete from consortium.branch where id = ${branch.id}`.execute(tx);
  } catch (error) {
    if ((error as { code?: string }).code === FOREIGN_KEY)
      throw new Problem("branch-in-use", 409, { branch: branch.code });
    throw error;
  }
  await writeAudit(tx, actor, "branch.remove", { kind: "branch", id: String(branch.id) }, branch.memberId, {
    code: branch.code,
  });
}

/** PostgreSQL: something still refers to the row. */
const FOREIGN_KEY = "23503";

function toBranch(row: BranchRow): Branch {
  return {
    id: row.id,
    memberId: row.member_id,
    code: row.code,
    name: row.name,
    address: row.address,
    isPickup: row.is_pickup,
    isMain: row.is_main,
  };
}
