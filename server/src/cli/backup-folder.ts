import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { z } from "zod";
import { RESTORING } from "../kernel/postgres/embedded.ts";
import { Problem } from "../kernel/problem.ts";

/** Written last: a folder without it is no whole backup. */
export const FACTS = "backup.json";
/** An external database, as pg_dump's custom format. */
export const DUMP = "database.dump";

const factsSchema = z.object({
  /** `embedded`: a data folder, to be opened as it is; `external`: files and a dump. */
  kind: z.enum(["embedded", "external"]),
  /** Version of the program that made it. */
  version: z.string(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  /** Rows of every table, counted in the opened copy; empty for a dump. */
  rows: z.record(z.string(), z.number().int()),
});

/** What a backup says of itself. */
export type BackupFacts = z.output<typeof factsSchema>;

/** Reads what a backup says of itself. Refuses `backup-incomplete` 409: a folder that is none, or only half of one. */
export async function readFacts(folder: string): Promise<BackupFacts> {
  const text = await readFile(join(folder, FACTS), "utf8").catch(() => "");
  const parsed = factsSchema.safeParse(text === "" ? undefined : JSON.parse(text));
  if (!parsed.success) throw new Problem("backup-incomplete", 409, { folder });
  return parsed.data;
}

/** Refuses `folder-in-use` 409: something is in it already. A restore that was interrupted is nothing. */
export async function demandEmpty(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  const found = (await readdir(folder)).filter((name) => name !== "lost+found");
  if (found.includes(RESTORING) && !found.includes("postgres")) return;
  if (found.length > 0) throw new Problem("folder-in-use", 409, { folder });
}

/** Refuses `folder-inside` 409: one of the two folders lies in the other. */
export function demandApart(one: string, other: string): void {
  for (const [outer, inner] of [
    [one, other],
    [other, one],
  ] as const) {
    const path = relative(resolve(outer), resolve(inner));
    if (path === "" || !(path === ".." || path.startsWith(`..${sep}`)))
      throw new Problem("folder-inside", 409, { folder: inner, of: outer });
  }
}

/** What of a data folder needs no copy: the cluster has a way of its own, the rest is made anew. */
export function isMadeAnew(path: string): boolean {
  return /^(postgres(\..*)?|socket|index(-next.*|-of-.*)?|restoring|lost\+found|backup\.json)$/.test(path);
}
