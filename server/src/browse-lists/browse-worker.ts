import { workerData } from "node:worker_threads";
import type pg from "pg";
import { openDatabase } from "../kernel/database.ts";
import { reconcileBrowse } from "./build.ts";

/** Brings the browse lists up to date in a thread of its own, so that no reader waits for it. */
const CONNECTIONS = 3;
const database = openDatabase(workerData as pg.ClientConfig, CONNECTIONS, "commonshelf-browse");
try {
  await reconcileBrowse(database.db);
} finally {
  await database.close();
}
