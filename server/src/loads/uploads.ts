import { createWriteStream } from "node:fs";
import { mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { enqueueImportRun } from "../catalogue/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { inTransaction } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import { newId } from "../kernel/ids.ts";
import { enqueue } from "../kernel/jobs.ts";
import { Problem } from "../kernel/problem.ts";
import { openRunsOf } from "./runs.ts";
import { stageRun } from "./staging/staged.ts";

const UPLOADS = "uploads";

/** What somebody uploaded, on its way into the catalogue. */
export type Upload = {
  memberId: number;
  memberCode: string;
  profile: string;
  fileName: string;
  dryRun: boolean;
  /** It is shown before it counts. */
  staged: boolean;
};

/**
 * Keeps an uploaded file and enqueues its import: file first, then the run and the job in one transaction.
 * Returns the run's id.
 */
export async function takeUpload(
  deps: RouteDeps,
  actor: Actor,
  upload: Upload,
  stream: NodeJS.ReadableStream & { truncated?: boolean },
): Promise<string> {
  const id = newId<"import">();
  const folder = join(deps.config.dataFolder, UPLOADS);
  await mkdir(folder, { recursive: true });
  const path = join(folder, id);
  try {
    await pipeline(stream, createWriteStream(path, { flags: "wx", mode: 0o600 }));
    if (stream.truncated) throw new Problem("too-large", 413, { limit: deps.config.uploadBytes });
    await inTransaction(deps.db, async (tx) => {
      await enqueueImportRun(tx, actor, { id, ...upload });
      if (upload.staged) await stageRun(tx, id);
      await enqueue(
        tx,
        "import-file",
        { runId: id },
        { queue: `import-${upload.memberCode}`, key: `import-${id}` },
      );
    });
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return id;
}

/** Where an upload's file is kept. */
export function uploadPath(deps: Pick<RouteDeps, "config">, runId: string): string {
  return join(deps.config.dataFolder, UPLOADS, runId);
}

/** Keeps what the uploads of each member take up within bounds; one for a server. */
export type UploadQuota = {
  /**
   * Sets bytes aside until it is disposed of. Refuses `upload-quota` 413 when the member's files that wait and those
   * on their way would exceed its quota.
   */
  reserve(memberId: number, bytes: number): Promise<Disposable>;
};

/** Counts files that wait for their import, and those that are arriving. */
export function createQuota(deps: Pick<RouteDeps, "db" | "config">): UploadQuota {
  const arriving = new Map<number, number>();
  const add = (memberId: number, bytes: number): void => {
    arriving.set(memberId, (arriving.get(memberId) ?? 0) + bytes);
  };
  return {
    reserve: async (memberId, bytes) => {
      const before = arriving.get(memberId) ?? 0;
      const kept = await keptBytes(deps, memberId);
      const limit = deps.config.uploadQuotaBytes;
      // A file that arrived meanwhile may not be among those kept yet: the larger number counts.
      const underWay = Math.max(before, arriving.get(memberId) ?? 0);
      if (kept + underWay + bytes > limit) throw new Problem("upload-quota", 413, { limit });
      add(memberId, bytes);
      return { [Symbol.dispose]: () => add(memberId, -bytes) };
    },
  };
}

async function keptBytes(deps: Pick<RouteDeps, "db" | "config">, memberId: number): Promise<number> {
  const sizes = (await openRunsOf(deps.db, memberId)).map(async (id) => {
    try {
      return (await stat(join(deps.config.dataFolder, UPLOADS, id))).size;
    } catch (error) {
      // A run of the command line has no file here.
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0;
      throw error;
    }
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
