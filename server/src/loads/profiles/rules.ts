import { sql } from "kysely";
import { itemProfiles } from "../../catalogue/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import { writeAudit } from "../../kernel/audit.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import { demandPermission } from "../../people/index.ts";
import { refuse } from "../refusals.ts";
import { type ImportProfile, importProfileSchema } from "../schema.ts";

const MOST_OWN = 50;

/** A member's import profiles, by name. */
export async function listImportProfiles(db: Db, memberId: number): Promise<ImportProfile[]> {
  const { rows } = await sql<{ definition: unknown }>`select p.definition from loads.import_profile p
    where p.member_id = ${memberId} order by p.name`.execute(db);
  return rows.map((row) => importProfileSchema.parse(row.definition));
}

/** One of them; undefined when the member has none of this name. */
export async function findImportProfile(
  db: Db,
  memberId: number,
  name: string,
): Promise<ImportProfile | undefined> {
  return (await listImportProfiles(db, memberId)).find((one) => one.name === name);
}

/** Refuses `unknown-profile` 400 unless the member may load with this name: an import profile or an item profile. */
export async function checkLoadProfile(db: Db, memberId: number, name: string): Promise<void> {
  if (await findImportProfile(db, memberId, name)) return;
  await itemProfiles.checkProfileName(db, memberId, name);
}

/**
 * Keeps an import profile, new or changed. Refuses `profile-name` 400 for the name of a way to read items,
 * `unknown-profile` 400 for an item profile there is not, `profiles-too-many` 409.
 */
export async function setImportProfile(
  tx: Tx,
  actor: Actor,
  memberId: number,
  profile: ImportProfile,
): Promise<void> {
  demandPermission(actor, "member.manage", memberId);
  const items = await itemProfiles.listProfiles(tx, memberId);
  const names = [itemProfiles.AUTO, ...items.map((one) => one.profile.name)];
  if (names.includes(profile.name)) throw refuse("profile-name", { profile: profile.name });
  if (!names.includes(profile.itemProfile)) throw refuse("unknown-profile", { profile: profile.itemProfile });
  const own = (await listImportProfiles(tx, memberId)).filter((one) => one.name !== profile.name);
  if (own.length >= MOST_OWN) throw refuse("profiles-too-many", { max: MOST_OWN });
  await sql`insert into loads.import_profile as p (member_id, name, definition, changed_by)
    values (${memberId}, ${profile.name}, ${JSON.stringify(profile)}::jsonb, ${actor.personId})
    on conflict (member_id, name) do update
      set definition = excluded.definition, changed_by = excluded.changed_by, changed_at = now()`.execute(tx);
  await writeAudit(tx, actor, "import-profile.set", { kind: "import-profile", id: profile.name }, memberId);
}

/** Forgets an import profile. Refuses `unknown-profile` 404. */
export async function removeImportProfile(
  tx: Tx,
  actor: Actor,
  memberId: number,
  name: string,
): Promise<void> {
  demandPermission(actor, "member.manage", memberId);
  const { rows } = await sql`delete from loads.import_profile p
    where p.member_id = ${memberId} and p.name = ${name} returning p.name`.execute(tx);
  if (rows.length === 0) throw refuse("unknown-profile", { profile: name });
  await writeAudit(tx, actor, "import-profile.remove", { kind: "import-profile", id: name }, memberId);
}
