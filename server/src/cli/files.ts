import { parseArgs } from "node:util";
import { folderFiles, regionFiles } from "../files/index.ts";
import type { Config } from "../kernel/config.ts";
import { EXIT, print, UsageError } from "./output.ts";

export const filesHelp = `commonshelf files copy

Copies the files of the data folder (photos, logos, covers, originals of collections) into the bucket of S3_BUCKET, for a
region that moves there. What the bucket has already is not sent again: copy once beside the running server, stop it, copy
again, and start it with the bucket. Nothing is removed from the folder.`;

/** `commonshelf files`. */
export async function filesCommand(args: string[], config: Config): Promise<number> {
  const { positionals } = parseArgs({ args, allowPositionals: true });
  if (positionals.join(" ") !== "copy") throw new UsageError("commonshelf files copy");
  if (!config.s3) throw new UsageError("S3_BUCKET is not set: there is nowhere to copy to");
  const [from, to] = [folderFiles(config.dataFolder), regionFiles(config)];
  const counts = { copied: 0, known: 0, bytes: 0 };
  for await (const { key } of from.list("")) {
    // What never became whole has an ending of its own.
    if (key.endsWith(".part")) continue;
    const file = await from.get(key);
    if (!file) continue;
    if ((await to.get(key))?.bytes === file.bytes) counts.known++;
    else {
      await to.put(key, file.stream());
      counts.copied++;
      counts.bytes += file.bytes;
    }
  }
  await print(
    `${counts.copied} files copied (${Math.round(counts.bytes / 1e6)} MB), ${counts.known} were there already\n`,
  );
  return EXIT.ok;
}
