import { parseArgs } from "node:util";
import type { Config } from "../kernel/config.ts";
import { inTransaction } from "../kernel/database.ts";
import { dropMessage, listSetAside, sendAgain, sendAllAgain } from "../kernel/delivery/undelivered.ts";
import { EXIT, print, UsageError } from "./output.ts";
import { openRegionDatabase, type RegionDatabase } from "./serving/region-database.ts";

export const outboxHelp = `commonshelf outbox list [--json]
commonshelf outbox retry ID… | --all
commonshelf outbox drop ID…

Messages between rooms that a subscriber could not take after several attempts, with the reason of the last one.
retry sends them to that subscriber again (a running server does so within moments), drop gives them up for good.
  --json   one JSON object per line`;

const PAGE = 200;

/** `commonshelf outbox`. */
export async function outboxCommand(args: string[], config: Config): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: "boolean", default: false }, all: { type: "boolean", default: false } },
  });
  const [action, ...words] = positionals;
  const ids = words.map((word) => {
    if (!/^\d{1,15}$/.test(word)) throw new UsageError(`"${word}" is no message's number`);
    return Number(word);
  });
  if (action === "list" && ids.length > 0) throw new UsageError("outbox list takes no numbers");
  if (action !== "list" && action !== "retry" && action !== "drop")
    throw new UsageError("outbox needs list, retry or drop");
  if (action !== "list" && ids.length === 0 && !(action === "retry" && values.all))
    throw new UsageError(`outbox ${action} needs the number of a message`);
  const database = await openRegionDatabase(config, 2, "commonshelf-outbox");
  try {
    if (action === "list") await list(database, values.json);
    else if (values.all && action === "retry")
      await print(`${await inTransaction(database.db, sendAllAgain)} sent again\n`);
    else {
      const act = action === "retry" ? sendAgain : dropMessage;
      await inTransaction(database.db, async (tx) => {
        for (const id of ids) await act(tx, id);
      });
      await print(`${ids.length} ${action === "retry" ? "sent again" : "dropped"}\n`);
    }
    return EXIT.ok;
  } finally {
    await database.close();
  }
}

async function list(database: RegionDatabase, json: boolean): Promise<void> {
  for (let after = 0; ; ) {
    const page = await listSetAside(database.db, after, PAGE);
    for (const message of page)
      await print(
        json
          ? `${JSON.stringify(message)}\n`
          : `${message.id}\t${message.topic}\t${message.subscriber}\t${message.setAsideAt.toISOString()}\t${message.error.replace(/\s+/g, " ")}\n`,
      );
    if (page.length < PAGE) return;
    after = page.at(-1)!.id;
  }
}
