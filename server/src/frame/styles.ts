import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { transform } from "esbuild";

/** A sheet as it is on disk; the path tells where to look, never where it stands in the cascade. */
export type Sheet = { path: string; text: string };

const DECLARATION = /@layer\s+([^{};]+);/;
const LAYER = /^\s*(?:\/\*[\s\S]*?\*\/\s*)*@layer\s+([\w.-]+)\s*\{/;

const read = async (path: string): Promise<Sheet> => ({ path, text: await readFile(path, "utf8") });

/** Every sheet in a folder and below it, in whatever order the disk gives them. */
async function sheetsUnder(folder: string): Promise<Sheet[]> {
  const names = await readdir(folder, { recursive: true });
  return Promise.all(names.filter((name) => name.endsWith(".css")).map((name) => read(join(folder, name))));
}

/** The sheets of the readers' site: `ui` and `reader` under `web`. */
export async function readSheets(web: string): Promise<Sheet[]> {
  return (await Promise.all([sheetsUnder(join(web, "ui")), sheetsUnder(join(web, "reader"))])).flat();
}

/** The sheets of the workbench: `staff` under `web`, which has layers of its own, and the tokens it shares with the site. */
export async function readStaffSheets(web: string): Promise<Sheet[]> {
  return [await read(join(web, "ui/tokens.css")), ...(await sheetsUnder(join(web, "staff")))];
}

/** A room's own layer stands among those of the other rooms, whose classes it does not share: it need not be declared. */
const OF_A_ROOM = /^rooms\.[\w-]+$/;

/**
 * Joins sheets in the order of the layers that the one sheet of declarations names; layers of rooms that it does not name
 * follow by their names. Neither names nor folders of files have a say. Throws for a sheet outside every layer, in one
 * that is neither declared nor a room's, or in one that another sheet has.
 */
export function joinSheets(
  sheets: readonly Sheet[],
  isWanted: (layer: string) => boolean = () => true,
): string {
  const declaring = sheets.filter((sheet) => DECLARATION.test(sheet.text));
  if (declaring.length !== 1)
    throw new Error(
      `one sheet declares the layers, not ${declaring.length}: ${declaring.map((s) => s.path).join(", ")}`,
    );
  const [declared] = declaring;
  const order = DECLARATION.exec(declared!.text)![1]!
    .split(",")
    .map((name) => name.trim());
  const byLayer = new Map<string, Sheet>();
  for (const sheet of sheets) {
    if (sheet === declared) continue;
    const layer = LAYER.exec(sheet.text)?.[1];
    if (!layer || !(order.includes(layer) || OF_A_ROOM.test(layer)))
      throw new Error(`${sheet.path} stands in no declared layer (${layer ?? "none"})`);
    const other = byLayer.get(layer);
    if (other) throw new Error(`${sheet.path} and ${other.path} share the layer ${layer}`);
    byLayer.set(layer, sheet);
  }
  const undeclared = [...byLayer.keys()].filter((layer) => !order.includes(layer)).sort();
  return [
    declared!,
    ...[...order, ...undeclared].filter(isWanted).flatMap((layer) => byLayer.get(layer) ?? []),
  ]
    .map((s) => s.text)
    .join("\n");
}

/** What finding needs; every other room's sheet comes with the pages that are not these. */
const FINDING = /^rooms\.(account|community|discovery\.(results|filters))$/;
const isSite = (layer: string): boolean => !layer.startsWith("rooms.") || FINDING.test(layer);

/** The style sheet of every page, and that of the rooms beside finding: small, and read in any order. */
export async function buildStyles(web: string): Promise<{ site: string; rooms: string }> {
  const sheets = await readSheets(web);
  const minified = async (css: string): Promise<string> =>
    (await transform(css, { loader: "css", minify: true, target: ["es2022"] })).code;
  const [site, rooms] = await Promise.all([
    minified(joinSheets(sheets, isSite)),
    minified(joinSheets(sheets, (layer) => !isSite(layer))),
  ]);
  return { site, rooms };
}
