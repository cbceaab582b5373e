import { parentPort, workerData } from "node:worker_threads";
import pg from "pg";
import { readHeadings } from "./suggestions.ts";

/** Builds the table of suggestions in a thread of its own, and hands it over without copying. */
const client = new pg.Client(workerData as pg.ClientConfig);
await client.connect();
try {
  const table = await readHeadings(client);
  parentPort!.postMessage(table, [
    table.texts.buffer,
    table.textEnds.buffer,
    table.kinds.buffer,
    table.weights.buffer,
    table.keys.buffer,
    table.keyEnds.buffer,
    table.entries.buffer,
  ] as ArrayBuffer[]);
} finally {
  await client.end();
}
