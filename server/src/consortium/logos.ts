import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { FileStore, StoredFile } from "../files/index.ts";
import { photoBytes, regionFiles, sweepFiles } from "../files/index.ts";
import { type Actor, demand } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import type { CommandDeps } from "../kernel/command.ts";
import type { Db, Tx } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import { pictureUses, writePicture } from "../kernel/images/pictures.ts";
import { Problem } from "../kernel/problem.ts";
import { ADMINS } from "./administration/access.ts";
import { refuse } from "./refusals.ts";

const ROOM = "logos";
const RENEWED_AT_ONCE = 20;
const HASH = /^[0-9a-f]{24}$/;

type Deps = Pick<RouteDeps, "db" | "clock" | "config">;

function keyOf(hash: string): string {
  return `${ROOM}/${hash}.png`;
}

/** Writes a logo anew and keeps it under the hash of what was written. Refuses as `writePicture`. */
async function keepLogo(files: FileStore, bytes: Buffer): Promise<string> {
  const logo = await writePicture(bytes, pictureUses.logo);
  const hash = createHash("sha256").update(logo.bytes).digest("hex").slice(0, 24);
  await files.put(keyOf(hash), logo.bytes);
  return hash;
}

/**
 * Writes the picture of a member's face anew and keeps it, for `setLogo`: whether the actor may is asked before the file is
 * read. Refuses `forbidden` 403, and as `photoBytes` and `writePicture`.
 */
export async function takeLogo(deps: CommandDeps, actor: Actor, memberId: number): Promise<string> {
  demand(actor, ADMINS, memberId);
  return await keepLogo(regionFiles(deps.config), await photoBytes(deps.upload));
}

/** Gives a face a kept picture. Refuses `face-unknown` 404. */
export async function setLogo(tx: Tx, actor: Actor, memberId: number, hash: string): Promise<void> {
  const { rows } = await sql`update consortium.face set logo = null, logo_type = null, logo_hash = ${hash}
    where member_id = ${memberId} returning 1`.execute(tx);
  if (rows.length === 0) throw refuse("face-unknown");
  await writeAudit(tx, actor, "face.logo", { kind: "member", id: String(memberId) }, memberId);
}

/** A picture by its hash; undefined for none. */
export async function readLogo(files: FileStore, hash: string): Promise<StoredFile | undefined> {
  return HASH.test(hash) ? await files.get(keyOf(hash)) : undefined;
}

/** Writes logos anew that were kept in the table as they came, a few at each call. What is no picture goes. */
export async function renewLogos(deps: Deps): Promise<void> {
  const { rows } = await sql<{ member_id: number; logo: Buffer }>`
    select f.member_id, f.logo from consortium.face f where f.logo is not null
    order by f.member_id limit ${RENEWED_AT_ONCE}`.execute(deps.db);
  for (const row of rows) {
    const hash = await keepLogo(regionFiles(deps.config), row.logo).catch((error: unknown) => {
      if (error instanceof Problem && error.status < 500) return null;
      throw error;
    });
    await sql`update consortium.face f set logo = null, logo_type = null, logo_hash = ${hash}
      where f.member_id = ${row.member_id} and f.logo = ${row.logo}`.execute(deps.db);
  }
}

/** Removes logos that no face names any more. */
export async function sweepLogos(deps: Deps): Promise<void> {
  await sweepFiles(regionFiles(deps.config), deps.clock, `${ROOM}/`, (keys) => named(deps.db, keys));
}

async function named(db: Db, keys: string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ logo_hash: string }>`
    select f.logo_hash from consortium.face f where f.logo_hash is not null`.execute(db);
  const known = new Set(rows.map((row) => keyOf(row.logo_hash)));
  return new Set(keys.filter((key) => known.has(key)));
}
