import { createHash } from "node:crypto";
import { sql } from "kysely";
import type pg from "pg";
import {
  builtInProfiles,
  type ItemProfile,
  itemProfileSchema,
  type ProfileFindings,
} from "../../copies/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import { writeAudit } from "../../kernel/audit.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import { Problem } from "../../kernel/problem.ts";
import { demandPermission } from "../../people/index.ts";
import { type FileRefusal, surveyFile } from "../loads/survey.ts";

export { type ItemProfile, itemProfileSchema };

/** The name that leaves the choice to the file. */
export const AUTO = "auto";
const MOST_OWN = 50;

/** A profile and whose it is: `own` false for those every region begins with. */
export type ListedProfile = { profile: ItemProfile; own: boolean };

/** Names of the profiles that every member finds, `auto` first. */
export const profileNames: string[] = [AUTO, ...builtInProfiles.map((profile) => profile.name)];

/** The profiles a member can choose from: its own, which go before a built-in one of the same name, and the built-in. */
export async function listProfiles(db: Db, memberId: number | null): Promise<ListedProfile[]> {
  const { rows } = await sql<{ definition: unknown }>`
    select p.definition from catalogue.item_profile p where p.member_id = ${memberId}::smallint order by p.name`.execute(
    db,
  );
  return withBuiltIn(rows);
}

/** The same for a load, which goes by the bare pool. */
export async function loadProfiles(pool: pg.Pool, memberId: number): Promise<ItemProfile[]> {
  const { rows } = await pool.query<{ definition: unknown }>(
    "select p.definition from catalogue.item_profile p where p.member_id = $1 order by p.name",
    [memberId],
  );
  return withBuiltIn(rows).map((one) => one.profile);
}

function withBuiltIn(rows: { definition: unknown }[]): ListedProfile[] {
  const own = rows.map((row) => itemProfileSchema.parse(row.definition));
  const names = new Set(own.map((profile) => profile.name));
  return [
    ...own.map((profile) => ({ profile, own: true })),
    ...builtInProfiles.filter((p) => !names.has(p.name)).map((profile) => ({ profile, own: false })),
  ];
}

/** One profile by name, the member's own first. Refuses `unknown-profile` 404. */
export async function getProfile(db: Db, memberId: number | null, name: string): Promise<ListedProfile> {
  const found = (await listProfiles(db, memberId)).find((one) => one.profile.name === name);
  if (!found) throw new Problem("unknown-profile", 404, { profile: name });
  return found;
}

/** Refuses `unknown-profile` 400 unless the member may choose this name. */
export async function checkProfileName(db: Db, memberId: number | null, name: string): Promise<void> {
  if (name === AUTO || (await listProfiles(db, memberId)).some((one) => one.profile.name === name)) return;
  throw new Problem("unknown-profile", 400, { profile: name });
}

/**
 * Keeps a profile of a member's own, new or changed; the next load of a file reads its items anew.
 * Refuses `forbidden` 403, `profile-name` 400 (`auto` is no profile), `profiles-too-many` 409.
 */
export async function setProfile(
  tx: Tx,
  actor: Actor,
  memberId: number,
  profile: ItemProfile,
): Promise<void> {
  demandPermission(actor, "member.manage", memberId);
  if (profile.name === AUTO) throw new Problem("profile-name", 400, { profile: profile.name });
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from catalogue.item_profile p
    where p.member_id = ${memberId} and p.name <> ${profile.name}`.execute(tx);
  if (rows[0]!.n >= MOST_OWN) throw new Problem("profiles-too-many", 409, { max: MOST_OWN });
  await sql`insert into catalogue.item_profile as p (member_id, name, definition, changed_by)
    values (${memberId}, ${profile.name}, ${JSON.stringify(profile)}::jsonb, ${actor.personId})
    on conflict (member_id, name) do update
      set definition = excluded.definition, changed_by = excluded.changed_by, changed_at = now()`.execute(tx);
  await writeAudit(tx, actor, "item-profile.set", { kind: "item-profile", id: profile.name }, memberId, {
    rules: profile.rules.length,
  });
}

/** Forgets a member's own profile; a built-in one of the same name is there again. Refuses `forbidden` 403, `unknown-profile` 404. */
export async function removeProfile(tx: Tx, actor: Actor, memberId: number, name: string): Promise<void> {
  demandPermission(actor, "member.manage", memberId);
  const { rows } = await sql`delete from catalogue.item_profile p
    where p.member_id = ${memberId} and p.name = ${name} returning p.name`.execute(tx);
  if (rows.length === 0) throw new Problem("unknown-profile", 404, { profile: name });
  await writeAudit(tx, actor, "item-profile.remove", { kind: "item-profile", id: name }, memberId, {});
}

const digests = new WeakMap<ItemProfile, string>();

/** Short text that changes whenever the profile would read otherwise. */
export function profileDigest(profile: ItemProfile): string {
  const known = digests.get(profile);
  if (known !== undefined) return known;
  const { name, rules, libraries } = profile;
  const digest = createHash("sha256")
    .update(JSON.stringify({ name, rules, libraries }))
    .digest("base64url")
    .slice(0, 12);
  digests.set(profile, digest);
  return digest;
}

/** Item entries of a file per library code, as the profile reads them; for files of several libraries. */
export async function librariesIn(path: string, profile: ItemProfile): Promise<ReadonlyMap<string, number>> {
  return (await surveyFile(path, [profile])).libraries;
}

/** What each of these profiles would read in a file, the likeliest first, and what `auto` would choose. Writes nothing. */
export async function tryProfiles(
  path: string,
  profiles: readonly ItemProfile[],
): Promise<{ refusal: FileRefusal | null; records: number; findings: ProfileFindings[]; chosen: string[] }> {
  const { refusal, records, choice } = await surveyFile(path, profiles);
  return {
    refusal,
    records,
    findings: choice.findings,
    chosen: choice.chosen.map((profile) => profile.name),
  };
}
