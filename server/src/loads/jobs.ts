import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { failImportRun, postponeImportRun } from "../catalogue/index.ts";
import type { Searcher } from "../discovery/index.ts";
import { inTransaction } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import type { JobHandlers } from "../kernel/jobs.ts";
import { previewChange } from "./bulk/preview.ts";
import { forgetExports } from "./export/exports.ts";
import { exportPath, makeExport } from "./export/make.ts";
import { exportDue } from "./export/schedules.ts";
import { getLoad } from "./runs.ts";
import { discardOld } from "./staging/staged.ts";
import { uploadPath } from "./uploads.ts";

const MAIN = join(import.meta.dirname, "../main.ts");
const payloadSchema = z.object({ runId: z.string() });
const bulkSchema = z.object({ id: z.string() });
/** `file`: the upload it was staged as. */
const importSchema = payloadSchema.extend({ file: z.string().optional() });

/** What a load's command ends with when it stopped between two batches. */
const INTERRUPTED = 4;
/** A child told to stop ends its batch; then it is ended. */
const BATCH_MS = 3000;

/**
 * Loads run in processes of their own, so that desks stay quick. One that was cut off (killed, told to stop, without a
 * database) is tried again and goes on behind its last whole batch; an uploaded file goes when its import is over.
 */
export function loadJobs(deps: RouteDeps & { searcher: Searcher }): JobHandlers {
  return {
    "import-file": async (payload, stopping) => {
      const { runId, file } = importSchema.parse(payload);
      const load = await getLoad(deps.db, runId);
      if (!load || load.state === "done") return;
      const words = ["import", "--member", load.memberCode, "--profile", load.profile, "--run", runId];
      const flags = ["--json", "--no-rejects-file", ...(load.dryRun ? ["--dry-run"] : [])];
      const path = uploadPath(deps, file ?? runId);
      await perform(deps, runId, [...words, ...flags, path], stopping);
      if (load.staged?.state !== "staged") await rm(path, { force: true });
    },
    "bulk-preview": async (payload) => previewChange(deps, bulkSchema.parse(payload).id),
    "bulk-change": async (payload, stopping) => {
      const { id } = bulkSchema.parse(payload);
      const load = await getLoad(deps.db, id);
      if (!load || load.state === "done") return;
      await perform(deps, id, ["bulk", "perform", id], stopping);
    },
    "export-records": async (payload) => makeExport(deps, bulkSchema.parse(payload).id),
    "exports-due": async () => {
      await exportDue(deps.db, deps.clock.now());
    },
    "forget-exports": async () => {
      for (const { id, format } of await forgetExports(deps.db, deps.clock.now()))
        await rm(exportPath(deps.config, id, format), { force: true });
    },
    "forget-upload": async (payload) => {
      await rm(uploadPath(deps, payloadSchema.parse(payload).runId), { force: true });
    },
    "discard-staged": async () => {
      const ids = await inTransaction(deps.db, (tx) => discardOld(tx, deps.clock.now()));
      for (const id of ids) await rm(uploadPath(deps, id), { force: true });
    },
    "undo-load": async (payload, stopping) => {
      const { runId } = payloadSchema.parse(payload);
      const load = await getLoad(deps.db, runId);
      if (!load?.undoes || load.state === "done") return;
      await perform(deps, runId, ["import", "undo", load.undoes, "--run", runId, "--json"], stopping);
    },
  };
}

async function perform(
  deps: RouteDeps,
  runId: string,
  words: string[],
  stopping: AbortSignal | undefined,
): Promise<void> {
  const { code, output } = await runCommandLine(deps, words, stopping);
  if (code === null || code === INTERRUPTED) {
    await postponeImportRun(deps.db, runId);
    throw new Error(`The load ${runId} was cut off and goes on later: ${output.trim().slice(-500)}`);
  }
  if (code !== 0) await failImportRun(deps.db, runId, output.trim().slice(-500) || `exit code ${code}`);
}

/**
 * Runs the command line as a child. Its channel to us closes when we end, however we end, and the child with it after its
 * batch; `stopping` closes the channel too.
 */
function runCommandLine(
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
