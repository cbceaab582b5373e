import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { registerTsx } from "./tsx-loader.ts";

const READER = join(import.meta.dirname, "../../../web/reader");
type Pages = typeof import("../../../web/reader/pages.ts");

/** The components of all pages: what every `pages.ts` below `web/reader` exports. */
export async function loadPages(): Promise<Pages> {
  registerTsx();
  const names = await readdir(READER, { recursive: true });
  const own = names.filter((name) => /[\\/]pages\.ts$/.test(name)).sort();
  const modules = await Promise.all(
    own.map((name) => import(pathToFileURL(join(READER, name)).href) as Promise<Partial<Pages>>),
  );
  return Object.assign({}, ...modules) as Pages;
}
