import { parseArgs } from "node:util";
import { itemProfiles } from "../catalogue/index.ts";
import { addMember, listMembers } from "../consortium/index.ts";
import { systemActor } from "../kernel/actor.ts";
import type { Config } from "../kernel/config.ts";
import { inTransaction } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import { EXIT, print, UsageError } from "./output.ts";
import { openRegionDatabase } from "./serving/region-database.ts";

export const memberHelp = `commonshelf member add CODE --name NAME [--name-zh-hant NAME] [--name-en NAME] [--profile NAME] [--time-zone ZONE]
commonshelf member list [--json]

Adds a member library (with its main branch), or lists the members.

  CODE             capital letters and digits, such as ALIB
  --profile NAME   how its records list items: ${itemProfiles.profileNames.join(", ")} (default auto)`;

/** `commonshelf member`. */
export async function memberCommand(args: string[], config: Config): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      name: { type: "string" },
      "name-zh-hant": { type: "string" },
      "name-en": { type: "string" },
      profile: { type: "string" },
      "time-zone": { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const [action, code] = positionals;
  if (action !== "add" && action !== "list") throw new UsageError("member needs add or list");
  if (action === "add" && (!code || !values.name))
    throw new UsageError("member add needs CODE and --name NAME");
  if (values.profile && !itemProfiles.profileNames.includes(values.profile))
    throw new Problem("unknown-profile", 400, { profile: values.profile });
  const database = await openRegionDatabase(config, 2, "commonshelf-member");
  try {
    if (action === "list") {
      for (const member of await listMembers(database.db))
        await print(
          values.json
            ? `${JSON.stringify(member)}\n`
            : `${member.code}\t${Object.values(member.name).join(" / ")}\n`,
        );
      return EXIT.ok;
    }
    const name = { "zh-Hans": values.name!, "zh-Hant": values["name-zh-hant"], en: values["name-en"] };
    const member = await inTransaction(database.db, (tx) =>
      addMember(tx, systemActor, {
        code: code!,
        name: Object.fromEntries(Object.entries(name).filter(([, text]) => text)),
        importProfile: values.profile,
        timeZone: values["time-zone"],
      }),
    );
    await print(values.json ? `${JSON.stringify(member)}\n` : `${member.code} added\n`);
    return EXIT.ok;
  } finally {
    await database.close();
  }
}
