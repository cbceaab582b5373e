import { sql } from "kysely";
import { listBranches } from "../../consortium/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import { writeAudit } from "../../kernel/audit.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import { demandRules } from "../access.ts";
import { refuse } from "../refusals.ts";
import { currentBook } from "../rules/book.ts";
import { holdOrders, type SettingKey, type SettingValue, settingFigures } from "../words.ts";
import { type EffectiveSetting, effective, type StoredSetting } from "./inherit.ts";

/** Where a setting is set: the consortium (no member), a member, or one of its branches. */
export type SettingPlace = { memberId: number | null; branchId: number | null };

/** The branch of a code at a library. Refuses `branch-unknown` 404. */
export async function placeAt(
  db: Db,
  memberId: number | null,
  branch: string | null | undefined,
): Promise<SettingPlace> {
  if (branch === null || branch === undefined) return { memberId, branchId: null };
  const all = memberId === null ? [] : await listBranches(db, { memberId });
  const found = all.find((one) => one.code === branch);
  if (!found) throw refuse("branch-unknown");
  return { memberId, branchId: found.id };
}

function demandValue(key: SettingKey, value: SettingValue): void {
  const isOrder = holdOrders.some((order) => order === value);
  if (key === "holdOrder" ? isOrder : isWithin(settingFigures[key], value)) return;
  throw refuse("setting-invalid", { key });
}

function isWithin([least, most]: readonly [number, number], value: SettingValue): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
}

/**
 * Sets what holds at a place and below. Refuses `forbidden` 403, `setting-invalid` 400, `setting-locked` 409 (a level above
 * has locked it).
 */
export async function setSetting(tx: Tx, actor: Actor, setting: StoredSetting): Promise<EffectiveSetting> {
  const { key, memberId, branchId, value, locked } = setting;
  demandRules(actor, memberId);
  demandValue(key, value);
  await demandUnlocked(tx, setting);
  await sql`insert into policies.setting (key, member_id, branch_id, value, locked)
    values (${key}, ${memberId}, ${branchId}, ${JSON.stringify(value)}::jsonb, ${locked})
    on conflict (key, coalesce(member_id, 0), coalesce(branch_id, 0))
    do update set value = excluded.value, locked = excluded.locked`.execute(tx);
  const subject = { kind: "setting", id: key };
  await writeAudit(tx, actor, "setting.set", subject, memberId, { branchId, value, locked });
  return effective((await currentBook(tx)).settings, key, setting);
}

/** What was set at a place is inherited again. Refuses `forbidden` 403, `setting-locked` 409. */
export async function clearSetting(
  tx: Tx,
  actor: Actor,
  key: SettingKey,
  place: SettingPlace,
): Promise<EffectiveSetting> {
  demandRules(actor, place.memberId);
  await demandUnlocked(tx, { key, ...place });
  await sql`delete from policies.setting s where s.key = ${key}
    and s.member_id is not distinct from ${place.memberId}::smallint
    and s.branch_id is not distinct from ${place.branchId}::int`.execute(tx);
  const { memberId, branchId } = place;
  await writeAudit(tx, actor, "setting.clear", { kind: "setting", id: key }, memberId, { branchId });
  return effective((await currentBook(tx)).settings, key, place);
}

async function demandUnlocked(tx: Tx, { key, ...place }: SettingPlace & { key: SettingKey }): Promise<void> {
  const { lockedBy } = effective((await currentBook(tx)).settings, key, place);
  if (lockedBy !== null) throw refuse("setting-locked", { key });
}

/** A figure that holds at a place. */
export async function settingFigure(
  db: Db,
  key: keyof typeof settingFigures,
  place: SettingPlace,
): Promise<number> {
  return effective((await currentBook(db)).settings, key, place).value as number;
}
