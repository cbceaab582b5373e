import { createHash } from "node:crypto";
import { sql } from "kysely";
import { type FilesPlace, regionFiles } from "../files/index.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { publish } from "../kernel/outbox.ts";
import { playingOf } from "./durations.ts";
import { readPixels } from "./image-files.ts";
import { HEAD_BYTES, sniffMedia } from "./media-kinds.ts";
import { playLater } from "./playing/later.ts";
import { refuse } from "./refusals.ts";
import { isWhole } from "./whole.ts";
import type { Damage, OpenTo } from "./words.ts";

/** Folder of originals in the region's store. */
export const ORIGINALS = "assets";

/** An original in the store whose row is still to come. */
export type KeptFile = {
  id: string;
  key: string;
  name: string;
  type: string;
  bytes: number;
  sha256: Buffer;
  width: number | null;
  height: number | null;
  /** Of sound and film, as far as they say it. */
  seconds: number | null;
};

/** An original as it is known. */
export type AssetFile = Omit<KeptFile, "sha256"> & {
  memberId: number;
  sha256: string;
  openTo: OpenTo;
  embargoUntil: string | null;
  damage: Damage | null;
};

/**
 * Keeps an original unchanged in the store, before the transaction that gives it a row (`addFiles`). What it is, its
 * first bytes say. Refuses `file-kind` 415 (also what could hold a script), `file-damaged` 415 (a picture that cannot
 * be decoded to its end), `file-pixels` 415.
 */
export async function keepOriginal(place: FilesPlace, name: string, content: Buffer): Promise<KeptFile> {
  const kind = sniffMedia(content.subarray(0, HEAD_BYTES));
  if (!kind) throw refuse("file-kind", { name });
  if (!isWhole(content, kind)) throw refuse("file-damaged", { name });
  const size =
    kind.as === "image"
      ? { ...(await readPixels(content, name)), seconds: null }
      : playingOf(content, kind.ending);
  const id = newId<"file">();
  const key = `${ORIGINALS}/${id.slice(-2)}/${id}.${kind.ending}`;
  await regionFiles(place).put(key, content);
  return {
    id,
    key,
    name,
    type: kind.type,
    bytes: content.length,
    sha256: createHash("sha256").update(content).digest(),
    width: size.width,
    height: size.height,
    seconds: size.seconds,
  };
}

/** Who may open files. */
export type Access = { openTo: OpenTo; embargoUntil: string | null };

/** Told of documents that got their rows: `{ documents }`, their ids. */
export const ORIGINAL_KEPT = "original-kept";

/** Gives kept originals their rows. */
export async function addFiles(
  tx: Tx,
  memberId: number,
  files: readonly KeptFile[],
  access: Access,
): Promise<void> {
  if (files.length === 0) return;
  const column = <T>(pick: (file: KeptFile) => T): T[] => files.map(pick);
  await sql`insert into assets.file
      (id, member_id, key, name, media_type, bytes, sha256, width, height, seconds, open_to, embargo_until)
    select f.id, ${memberId}, f.key, f.name, f.type, f.bytes, decode(f.sha256, 'hex'), f.width, f.height, f.seconds,
      ${access.openTo}, ${access.embargoUntil}::date
    from unnest(${column((f) => f.id)}::uuid[], ${column((f) => f.key)}::text[], ${column((f) => f.name)}::text[],
      ${column((f) => f.type)}::text[], ${column((f) => f.bytes)}::bigint[],
      ${column((f) => f.sha256.toString("hex"))}::text[], ${column((f) => f.width)}::int[],
      ${column((f) => f.height)}::int[], ${column((f) => f.seconds)}::real[])
      as f (id, key, name, type, bytes, sha256, width, height, seconds)`.execute(tx);
  const documents = files.filter((file) => file.type === "application/pdf").map((file) => file.id);
  if (documents.length > 0) await publish(tx, ORIGINAL_KEPT, { documents });
  const recordings = files.filter((file) => /^(?:audio|video)\//.test(file.type)).map((file) => file.id);
  if (recordings.length > 0) await playLater(tx, recordings);
}

/** Says who may open these files from now on. */
export async function setAccess(tx: Tx, fileIds: readonly string[], access: Access): Promise<void> {
  await sql`update assets.file set open_to = ${access.openTo}, embargo_until = ${access.embargoUntil}::date
    where id = any(${[...fileIds]}::uuid[])`.execute(tx);
}

type FileRow = {
  id: string;
  member_id: number;
  key: string;
  name: string;
  media_type: string;
  bytes: number;
  sha256: string;
  width: number | null;
  height: number | null;
  seconds: number | null;
  open_to: OpenTo;
  embargo_until: string | null;
  damage: Damage | null;
};

/** An original by its id; undefined: there is none. */
export async function findFile(db: Db, id: string): Promise<AssetFile | undefined> {
  const { rows } = await sql<FileRow>`
    select f.id, f.member_id, f.key, f.name, f.media_type, f.bytes, encode(f.sha256, 'hex') as sha256, f.width,
      f.height, f.seconds, f.open_to, f.embargo_until, f.damage from assets.file f where f.id = ${id}`.execute(
    db,
  );
  return rows[0] && toFile(rows[0]);
}

function toFile(row: FileRow): AssetFile {
  return {
    id: row.id,
    memberId: row.member_id,
    key: row.key,
    name: row.name,
    type: row.media_type,
    bytes: row.bytes,
    sha256: row.sha256,
    width: row.width,
    height: row.height,
    seconds: row.seconds,
    openTo: row.open_to,
    embargoUntil: row.embargo_until,
    damage: row.damage,
  };
}
