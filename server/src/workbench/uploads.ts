import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import {
  enqueueImportRun,
  failImportRun,
  getImportRun,
  openRunsOf,
  postponeImportRun,
} from "../catalogue/index.ts";
import { findMemberByCode } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { inTransaction } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import { newId } from "../kernel/ids.ts";
import { enqueue, type JobHandlers } from "../kernel/jobs.ts";
import { Problem } from "../kernel/problem.ts";

const MAIN = join(import.meta.dirname, "../main.ts");
const UPLOADS = "uploads";

/** What somebody uploaded, on its way into the catalogue. */
export type Upload = {
  memberId: number;
  memberCode: string;
  profile: string;
  fileName: string;
  dryRun: boolean;
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

const payloadSchema = z.object({ runId: z.string() });

/** What `commonshelf import` ends with when it stopped between two batches. */
const INTERRUPTED = 4;
/** A child told to stop ends its batch; then it is ended. */
const BATCH_MS = 3000;

/**
 * `import-file`: runs the import in a process of its own, so that desks stay quick. One that was cut off (killed, told to
 * stop, without a database) is tried again and goes on behind its last whole batch; the uploaded file goes when the
 * import is over.
 */
export function workbenchJobs(deps: RouteDeps): JobHandlers {
  return {
    "import-file": async (payload, stopping) => {
      const { runId } = payloadSchema.parse(payload);
      const run = await getImportRun(deps.db, runId);
      if (!run || run.state === "done") return;
      const path = join(deps.config.dataFolder, UPLOADS, runId);
      const member = await findMemberByCode(deps.db, run.memberCode);
      const words = [
        "import",
        "--member",
        member.code,
        "--profile",
        run.profile,
        "--run",
        runId,
        "--json",
        "--no-rejects-file",
      ];
      if (run.dryRun) words.push("--dry-run");
      const { code, output } = await runImport(deps, [...words, path], stopping);
      if (code === null || code === INTERRUPTED) {
        await postponeImportRun(deps.db, runId);
        throw new Error(`The import ${runId} was cut off and goes on later: ${output.trim().slice(-500)}`);
      }
      if (code !== 0) await failImportRun(deps.db, runId, output.trim().slice(-500) || `exit code ${code}`);
      await rm(path, { force: true });
    },
  };
}

/**
 * Runs the command line as a child. Its channel to us closes when we end, however we end, and the child with it after its
 * batch; `stopping` closes the channel too.
 */
function runImport(
  deps: RouteDeps,
  words: string[],
  stopping: AbortSignal | undefined,
): Promise<{ code: number | null; output: string }> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [MAIN, ...words], {
      env: { ...deps.config.environment, COMMONSHELF_DATA: deps.config.dataFolder },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    let output = "";
    child.stderr!.on("data", (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4000);
    });
    let kill: NodeJS.Timeout | undefined;
    const stop = (): void => {
      if (child.connected) child.disconnect();
      kill = setTimeout(() => child.kill("SIGKILL"), BATCH_MS);
    };
    stopping?.addEventListener("abort", stop);
    if (stopping?.aborted) stop();
    const end = (): void => {
      clearTimeout(kill);
      stopping?.removeEventListener("abort", stop);
    };
    child.once("error", (error) => {
      end();
      fail(error);
    });
    child.once("exit", (code) => {
      end();
      done({ code, output });
    });
  });
}
