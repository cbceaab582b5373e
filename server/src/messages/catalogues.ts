import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Language } from "../kernel/text.ts";

const ROOMS = join(import.meta.dirname, "..");
const STAFF = join(ROOMS, "../../web/staff/messages");

/** Files of all rooms that bear this name in their folder `messages`. */
function ofRooms(name: string): string[] {
  return readdirSync(ROOMS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "messages")
    .filter((entry) => readdirSync(join(ROOMS, entry.name)).includes("messages"))
    .filter((entry) => readdirSync(join(ROOMS, entry.name, "messages")).includes(name))
    .map((entry) => join(ROOMS, entry.name, "messages", name))
    .sort();
}

/** One catalogue from several files; a key that two of them say is a mistake. */
function joined(paths: readonly string[]): Record<string, string> {
  const catalogue: Record<string, string> = {};
  for (const path of paths)
    for (const [key, sentence] of Object.entries(
      JSON.parse(readFileSync(path, "utf8")) as Record<string, string>,
    )) {
      if (key in catalogue) throw new Error(`${path} says ${key} a second time`);
      catalogue[key] = sentence;
    }
  return catalogue;
}

/** What readers are told: one file per area of the product, and what rooms bring with them (`messages/<language>.json`). */
export function readCatalogue(language: Language): Record<string, string> {
  const folder = join(import.meta.dirname, language);
  const areas = readdirSync(folder).sort();
  return joined([...areas.map((name) => join(folder, name)), ...ofRooms(`${language}.json`)]);
}

/** What the workbench says, with what rooms bring for it (`messages/staff-<language>.json`). */
export function readStaffCatalogue(language: Language): Record<string, string> {
  return joined([join(STAFF, `${language}.json`), ...ofRooms(`staff-${language}.json`)]);
}
