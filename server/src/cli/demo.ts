import type { Config } from "../kernel/config.ts";
import { type Db, inTransaction } from "../kernel/database.ts";
import { systemClock } from "../kernel/time.ts";
import { demoAccounts } from "../people/index.ts";
import type { RegionDatabase } from "./serving/region-database.ts";

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|localhost)$/;
const THIS_MACHINE = "127.0.0.1";

/** Where a server listens while there is a demo, and what it says about it at its start. */
export type DemoState = { host: string; words: string[] };

/** Loads the demo region into an empty one, when the settings ask for it. */
export async function loadDemo(
  config: Config,
  database: RegionDatabase,
  show: (text: string) => void,
): Promise<void> {
  if (!config.demo) return;
  const { loadDemoRegion, shouldLoadDemo } = await import("../../../demo/index.ts");
  if (await shouldLoadDemo(database.db))
    await loadDemoRegion({
      db: database.db,
      pool: database.pool,
      dataFolder: config.dataFolder,
      config,
      clock: systemClock,
      onProgress: (text: string) => show(`demo region  ${text}`),
    });
}

/**
 * Opens the demo's accounts, or closes them when the demo is off. While one of them can be signed in to with the printed
 * password the server listens on this machine only, whatever HOST says.
 */
export async function demoState(config: Config, db: Db): Promise<DemoState> {
  await inTransaction(db, (tx) => (config.demo ? demoAccounts.open(tx) : demoAccounts.close(tx)));
  const { open } = await demoAccounts.count(db);
  if (open === 0) return { host: config.host, words: [] };
  const isAway = !LOOPBACK.test(config.host);
  const printed = await import("../../../demo/index.ts");
  return {
    host: isAway ? THIS_MACHINE : config.host,
    words: [
      "demo accounts (login / password):",
      ...printed.demoAccounts.map(
        (one) =>
          `  ${one.login.padEnd(16)} ${one.password}   ${one.role}${one.memberCode ? ` at ${one.memberCode}` : ""}`,
      ),
      `Their password is printed here, so this server listens on ${isAway ? THIS_MACHINE : config.host} only.`,
      "COMMONSHELF_DEMO=off closes these accounts and listens on HOST.",
    ],
  };
}
