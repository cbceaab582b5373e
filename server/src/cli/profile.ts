import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { itemProfiles } from "../catalogue/index.ts";
import { findMemberByCode } from "../consortium/index.ts";
import { systemActor } from "../kernel/actor.ts";
import type { Config } from "../kernel/config.ts";
import { inTransaction } from "../kernel/database.ts";
import { EXIT, print, say, UsageError } from "./output.ts";
import { openRegionDatabase, type RegionDatabase } from "./serving/region-database.ts";

export const profileHelp = `commonshelf profile list [--member CODE] [--json]
commonshelf profile show NAME [--member CODE]
commonshelf profile set FILE.json --member CODE
commonshelf profile remove NAME --member CODE
commonshelf profile try FILE [--member CODE] [--profile NAME] [--json]

How a library's records list items. Every region begins with profiles for the common systems; a library keeps one of its
own (show gives one to begin with, set takes it back), which may bear the name of a built-in one and then goes before it.
try reads a file of records, writes nothing, and tells what each profile would read in it and what auto would choose.`;

type Values = { member?: string; profile?: string; json: boolean };

/** `commonshelf profile`. */
export async function profileCommand(args: string[], config: Config): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      member: { type: "string" },
      profile: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const [action = "", word] = positionals;
  if (!["list", "show", "set", "remove", "try"].includes(action))
    throw new UsageError("profile needs list, show, set, remove or try");
  if (action !== "list" && !word)
    throw new UsageError(`profile ${action} needs a ${/^(set|try)$/.test(action) ? "FILE" : "NAME"}`);
  if (/^(set|remove)$/.test(action) && !values.member)
    throw new UsageError(`profile ${action} needs --member CODE`);
  const database = await openRegionDatabase(config, 2, "commonshelf-profile");
  try {
    const member = values.member ? await findMemberByCode(database.db, values.member) : null;
    return await perform(database, action, word ?? "", member?.id ?? null, values);
  } finally {
    await database.close();
  }
}

async function perform(
  { db }: RegionDatabase,
  action: string,
  word: string,
  memberId: number | null,
  values: Values,
): Promise<number> {
  if (action === "list") {
    for (const { profile, own } of await itemProfiles.listProfiles(db, memberId))
      await print(
        values.json
          ? `${JSON.stringify({ ...profile, own })}\n`
          : `${profile.name}\t${own ? "own" : "built-in"}\t${profile.note}\n`,
      );
    return EXIT.ok;
  }
  if (action === "show") {
    const { profile } = await itemProfiles.getProfile(db, memberId, word);
    await print(`${JSON.stringify(profile, null, 2)}\n`);
    return EXIT.ok;
  }
  if (action === "try") return await tryFile(db, word, memberId, values);
  if (action === "remove")
    await inTransaction(db, (tx) => itemProfiles.removeProfile(tx, systemActor, memberId!, word));
  else {
    const profile = parseProfile(await readFile(word, "utf8"));
    if (typeof profile === "string") {
      say(`${basename(word)}: ${profile}`);
      return EXIT.refused;
    }
    await inTransaction(db, (tx) => itemProfiles.setProfile(tx, systemActor, memberId!, profile));
    await print(`${profile.name} kept\n`);
  }
  return EXIT.ok;
}

/** The profile in a file, or in words what is wrong with it. */
function parseProfile(text: string): itemProfiles.ItemProfile | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return (error as Error).message;
  }
  const parsed = itemProfiles.itemProfileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  return parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
}

async function tryFile(
  db: RegionDatabase["db"],
  path: string,
  memberId: number | null,
  values: Values,
): Promise<number> {
  const all = (await itemProfiles.listProfiles(db, memberId)).map((one) => one.profile);
  if (values.profile) await itemProfiles.getProfile(db, memberId, values.profile);
  const wanted = values.profile ? all.filter((profile) => profile.name === values.profile) : all;
  const { refusal, records, findings, chosen } = await itemProfiles.tryProfiles(path, wanted);
  if (values.json) await print(`${JSON.stringify({ file: path, refusal, records, findings, chosen })}\n`);
  if (refusal) {
    say(`${basename(path)}: ${refusal.reason} ${Object.values(refusal.params).join(" ")}`);
    return EXIT.refused;
  }
  if (values.json) return EXIT.ok;
  for (const one of findings) {
    const judgement = one.looksRight ? "" : "  these do not look like barcodes";
    await print(
      `${one.name}\t${one.found} entries in ${one.records} records: ${one.items} items, ${one.refused} not taken; ${one.barcodes} barcodes${one.examples.length > 0 ? `, such as ${one.examples.slice(0, 3).join(", ")}` : ""}${judgement}\n`,
    );
  }
  say(chosen.length > 0 ? `auto would read ${chosen.join(", ")}` : "auto would read no items");
  return EXIT.ok;
}
