import { sql } from "kysely";
import type { z } from "zod";
import { findMemberByCode, listMembers } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import type { LocalText } from "../kernel/text.ts";
import { demandPermission } from "../people/index.ts";
import { branchNames } from "./branch-names.ts";
import { refuse } from "./refusals.ts";
import type { floatFiguresSchema, floatGroupSchema } from "./schema.ts";

type Group = z.output<typeof floatGroupSchema>;
type Figures = z.output<typeof floatFiguresSchema>;

/** All groups by code, with how many copies stay at each branch and where they are from. */
export async function listFloatGroups(db: Db): Promise<Figures[]> {
  const { rows } = await sql<{
    id: number;
    code: string;
    name: LocalText;
    member_id: number | null;
    item_classes: string[];
    locations: string[];
    most_per_title: number | null;
    branches: { branch: number; most: number }[];
    stays: { branch: number; home: number; copies: number }[];
  }>`select g.id, g.code, g.name, g.member_id, g.item_classes, g.locations, g.most_per_title,
      coalesce((select jsonb_agg(jsonb_build_object('branch', f.branch_id, 'most', f.most) order by f.branch_id)
        from placement.float_branch f where f.group_id = g.id), '[]') as branches,
      coalesce((select jsonb_agg(x) from (
        select p.settled_branch_id as branch, c.home_branch_id as home, count(*)::int as copies from placement.place p
        join catalogue.copy_fact c on c.id = p.item_id where p.group_id = g.id group by 1, 2 order by 1, 3 desc, 2) x),
        '[]') as stays
    from placement.float_group g order by g.code`.execute(db);
  const codes = new Map((await listMembers(db)).map((one) => [one.id, one.code]));
  const { nameOf } = await branchNames(db);
  return rows.map((row) => ({
    code: row.code,
    name: row.name,
    member: row.member_id === null ? null : codes.get(row.member_id)!,
    itemClasses: row.item_classes,
    locations: row.locations,
    mostPerTitle: row.most_per_title,
    branches: row.branches.map(({ branch, most }) => ({ branch: nameOf(branch), most })),
    figures: row.branches.map(({ branch }) => {
      const here = row.stays.filter((one) => one.branch === branch);
      return {
        branch: nameOf(branch),
        stays: here.reduce((sum, one) => sum + one.copies, 0),
        origins: here.map(({ home, copies }) => ({ branch: nameOf(home), copies })),
      };
    }),
  }));
}

/** Whose a group is; undefined: there is none with this code yet. */
async function ownerOf(tx: Tx, code: string): Promise<{ id: number; member_id: number | null } | undefined> {
  const { rows } = await sql<{ id: number; member_id: number | null }>`
    select g.id, g.member_id from placement.float_group g where g.code = upper(${code}) for update`.execute(
    tx,
  );
  return rows[0];
}

/**
 * Sets a group by its code: a library's own among its branches, the consortium's among any. What floats by it already stays.
 * Refuses `name-missing` 400, `member-unknown` 404, `forbidden` 403, `code-taken` 409 (another library's), `branch-unknown`
 * 404 (also another library's), `float-branches` 400 (a branch twice).
 */
export async function setFloatGroup(tx: Tx, actor: Actor, given: Group): Promise<Figures> {
  if (!Object.values(given.name).some((text) => text?.trim())) throw refuse("name-missing");
  const memberId = given.member === null ? null : (await findMemberByCode(tx, given.member)).id;
  demandPermission(actor, "circulation.manage", memberId);
  const known = await ownerOf(tx, given.code);
  if (known && known.member_id !== memberId) throw refuse("code-taken", { code: given.code });
  const names = await branchNames(tx);
  const branches = given.branches.map(({ branch, most }) => ({ id: names.idOf(branch), branch, most }));
  for (const { id, branch } of branches)
    if (memberId !== null && names.memberOf(id) !== memberId) throw refuse("branch-unknown", { branch });
  if (new Set(branches.map(({ id }) => id)).size < branches.length) throw refuse("float-branches");
  const { rows } = await sql<{ id: number }>`
    insert into placement.float_group (code, name, member_id, item_classes, locations, most_per_title)
    values (upper(${given.code}), ${JSON.stringify(given.name)}::jsonb, ${memberId}, ${given.itemClasses}::text[],
      ${given.locations}::text[], ${given.mostPerTitle})
    on conflict (code) do update set name = excluded.name, item_classes = excluded.item_classes,
      locations = excluded.locations, most_per_title = excluded.most_per_title returning id`.execute(tx);
  const groupId = rows[0]!.id;
  await sql`delete from placement.float_branch where group_id = ${groupId}`.execute(tx);
  await sql`insert into placement.float_branch (group_id, branch_id, most)
    select ${groupId}, b.id, b.most from unnest(${branches.map((one) => one.id)}::int[],
      ${branches.map((one) => one.most)}::int[]) b(id, most)`.execute(tx);
  return (await listFloatGroups(tx)).find((one) => one.code === given.code.toUpperCase())!;
}

/**
 * Takes a group away; what has floated by it stands on the lists of things to move, to go home. Refuses
 * `float-group-unknown` 404, `forbidden` 403.
 */
export async function removeFloatGroup(tx: Tx, actor: Actor, code: string): Promise<void> {
  const group = await ownerOf(tx, code);
  if (!group) throw refuse("float-group-unknown", { code });
  demandPermission(actor, "circulation.manage", group.member_id);
  await sql`delete from placement.float_group where id = ${group.id}`.execute(tx);
}
