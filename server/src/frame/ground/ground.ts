import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import type { MapGround } from "../../../../web/reader/frame/site-context.ts";
import type { App, Reply } from "../../kernel/http.ts";
import { Problem } from "../../kernel/problem.ts";
import { openTiles, type TileArchive } from "./pmtiles.ts";

/** The ground of all maps: what pages say of it, and its tiles. */
export type Ground = { facts: MapGround; archive: TileArchive; close(): Promise<void> };

const FOR_EVER = "public, max-age=31536000, immutable";
const VERSION_LENGTH = 12;
const MOST_WORDS = 200;
const SIGNS: Readonly<Record<string, string>> = {
  copy: "©",
  "#169": "©",
  "#xa9": "©",
  nbsp: " ",
  "#160": " ",
  quot: '"',
  lt: "<",
  gt: ">",
  amp: "&",
};
const NUMBER = /^\d{1,8}$/;

/**
 * Opens the file of map tiles that the operator put beside the server (`COMMONSHELF_MAP`, PMTiles 3); only stretches of it
 * are read. Refuses to start with what is wrong with it.
 */
export async function openGround(path: string): Promise<Ground> {
  const file = await open(path, "r").catch((error) => {
    throw wrong(path, error);
  });
  try {
    const archive = await openTiles(async (offset, length) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    });
    const { size, mtimeMs } = await file.stat();
    const version = createHash("sha256").update(`${size} ${mtimeMs}`).digest("hex").slice(0, VERSION_LENGTH);
    return { facts: factsOf(archive, version), archive, close: () => file.close() };
  } catch (error) {
    await file.close();
    throw wrong(path, error);
  }
}

const wrong = (path: string, error: unknown): Error =>
  new Error(`COMMONSHELF_MAP (${path}): ${error instanceof Error ? error.message : String(error)}`);

function factsOf(archive: TileArchive, version: string): MapGround {
  const { kind, minZoom, maxZoom, bounds, metadata } = archive;
  const layers = Array.isArray(metadata.vector_layers) ? metadata.vector_layers : [];
  const said = typeof metadata.attribution === "string" ? metadata.attribution : "";
  // Whose map it is must be told; it comes as HTML and is shown as words.
  const attribution = said
    .replace(/<[^<>]*>/g, "")
    .replace(
      /&(copy|#169|#xa9|nbsp|#160|quot|lt|gt|amp);/gi,
      (_all, name: string) => SIGNS[name.toLowerCase()]!,
    )
    .trim()
    .slice(0, MOST_WORDS);
  return {
    tiles: `/map/${version}/{z}/{x}/{y}`,
    kind,
    minZoom,
    maxZoom,
    bounds,
    layers: layers.map((one: { id?: unknown }) => String(one?.id ?? "")).filter(Boolean),
    attribution,
  };
}

/** Mounts `/map/…`: the tiles of the ground, kept for ever under the version of their file. */
export function registerGround(app: App, ground: Ground | null): void {
  app.addHook("onClose", async () => await ground?.close());
  app.get("/map/:version/:z/:x/:y", { schema: { hide: true } }, async (request, reply): Promise<Reply> => {
    const { version, ...place } = request.params as Record<"version" | "z" | "x" | "y", string>;
    const isAsked = Object.values(place).every((part) => NUMBER.test(part));
    if (!ground || !isAsked || !ground.facts.tiles.startsWith(`/map/${version}/`))
      throw new Problem("not-found", 404);
    const tile = await ground.archive.tile(Number(place.z), Number(place.x), Number(place.y));
    reply.header("cache-control", FOR_EVER);
    return tile === null ? reply.code(204).send() : reply.type(ground.archive.mediaType).send(tile);
  });
}
