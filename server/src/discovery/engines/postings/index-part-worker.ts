import { parentPort, workerData } from "node:worker_threads";
import { openDatabase } from "../../../kernel/database.ts";
import { buildPart, type PartTask, saveBuilt } from "./index-build.ts";

/** Builds a part of the index in a thread of its own; tells how far it is, and at the end where the part lies. */
const { connection, ...task } = workerData as PartTask;
const database = openDatabase(connection, 2, "commonshelf-reindex");
try {
  const made = await buildPart(database.db, task, (done) => parentPort!.postMessage(done));
  const built = await saveBuilt(made);
  parentPort!.postMessage(built, [built.versions.buffer]);
} finally {
  await database.close();
}
