import { extname } from "node:path";
import { regionFiles } from "../files/index.ts";
import { type App, originOf, type Reply, type Request, type RouteDeps } from "../kernel/http.ts";
import { isUuid } from "../kernel/ids.ts";
import { demandOpen, seesSmall } from "./access.ts";
import { type AssetFile, findFile } from "./files.ts";
import { imageInfo, readImageRequest, smallRequest, smallSize } from "./iiif-request.ts";
import { cutImage } from "./image-files.ts";
import { kindOf } from "./media-kinds.ts";
import { findPlaying } from "./playing/playing.ts";
import { refuse } from "./refusals.ts";
import { isSigned } from "./signed.ts";

/** Where pictures are asked for by IIIF Image API 3. */
export const IMAGE_BASE = "/iiif/image";
const LINK_PROFILE = '<http://iiif.io/api/image/3/level2.json>;rel="profile"';
const HOUR = "public, max-age=3600";
/** Sizes that pages use and tiles are kept; what else somebody asks for is made and forgotten. */
const KEPT = /^(?:full\/\d+,\d+|\d+,\d+,\d+,\d+\/(?:max|\d+,\d+))\/0\/default\.jpg$/;

/** Mounts pictures (IIIF Image API 3, level 2) and originals; who may open them is decided here and nowhere else. */
export function registerAssets(app: App, deps: RouteDeps): void {
  registerImages(app, deps);
  app.get("/files/:id", { schema: { hide: true } }, async (request, reply) => {
    const { id } = request.params as { id: string };
    const file = await openFile(deps, request, id);
    const { key, name, type, bytes } = file;
    reply.header("repr-digest", `sha-256=:${Buffer.from(file.sha256, "hex").toString("base64")}:`);
    return await sendStored(deps, request, reply, { file, key, name, type, bytes });
  });
  app.get("/files/:id/playing", { schema: { hide: true } }, async (request, reply) => {
    const { id } = request.params as { id: string };
    const file = await openFile(deps, request, id);
    const { key } = await findPlaying(deps.db, file.id);
    if (key === null) return reply.redirect(`/files/${file.id}`, 303);
    const name = `${file.name.replace(/\.[^.]*$/, "")}${extname(key)}`;
    return await sendStored(deps, request, reply, { file, key, name });
  });
  app.get("/files/:id/still", { schema: { hide: true } }, async (request, reply) => {
    const { id } = request.params as { id: string };
    const file = await openFile(deps, request, id);
    const { still } = await findPlaying(deps.db, file.id);
    if (still === null) return reply.code(204).send();
    return await sendStored(deps, request, reply, { file, key: still, name: `${file.name}.jpg` });
  });
}

/** A file that whoever asks may open. Refuses as `demandOpen`, `file-unknown` 404. */
async function openFile(
  deps: RouteDeps,
  request: Request,
  id: string,
  what: "file" | "picture" = "file",
): Promise<AssetFile> {
  const file = isUuid(id) ? await findFile(deps.db, id) : undefined;
  if (!file) throw refuse("file-unknown");
  // Whoever was given a signed address opens what is published, whatever else is asked of others.
  const isGiven = what === "file" && file.openTo !== "nobody";
  if (isGiven && (await isSigned(deps, id, request.query as Record<string, unknown>)))
    return { ...file, openTo: "readers" };
  await demandOpen(deps, file, { actor: request.actor, ip: request.ip }, what);
  return file;
}

/** What everybody may open, other sites' viewers may show and caches may keep for an hour. */
function openHeaders(reply: Reply, file: AssetFile): void {
  if (file.openTo !== "everyone") {
    reply.header("cache-control", "private, no-store");
    // Other sites' viewers ask without a session, and so get the small picture.
    if (file.openTo !== "low-resolution") return;
    reply.header("access-control-allow-origin", "*").header("cross-origin-resource-policy", "cross-origin");
    return;
  }
  reply.header("cache-control", HOUR);
  reply.header("access-control-allow-origin", "*");
  reply.header("cross-origin-resource-policy", "cross-origin");
}

function registerImages(app: App, deps: RouteDeps): void {
  app.get(`${IMAGE_BASE}/:id`, { schema: { hide: true } }, async (request, reply) => {
    const { id } = request.params as { id: string };
    return reply.redirect(`${IMAGE_BASE}/${encodeURIComponent(id)}/info.json`, 303);
  });
  app.get(`${IMAGE_BASE}/:id/info.json`, { schema: { hide: true } }, async (request, reply) => {
    const { id } = request.params as { id: string };
    const file = await pictureOf(deps, request, id);
    openHeaders(reply, file);
    const seen = isSmall(file, request) ? smallSize(sizeOf(file)) : sizeOf(file);
    const info = imageInfo(`${originOf(request, deps.config)}${IMAGE_BASE}/${file.id}`, seen);
    return reply
      .type('application/ld+json;profile="http://iiif.io/api/image/3/context.json"')
      .header("link", LINK_PROFILE)
      .send(JSON.stringify(info));
  });
  const path = `${IMAGE_BASE}/:id/:region/:size/:rotation/:file`;
  app.get(path, { schema: { hide: true } }, async (request, reply) => {
    const parts = request.params as Parameters<typeof readImageRequest>[1] & { id: string };
    const file = await pictureOf(deps, request, parts.id);
    const small = isSmall(file, request) ? smallSize(sizeOf(file)) : null;
    const wanted = readImageRequest(small ?? sizeOf(file), parts);
    const cut = small ? smallRequest(wanted, small, sizeOf(file)) : wanted;
    const image = await cutImage(deps.config, file, cut, KEPT.test(cut.canonical));
    openHeaders(reply, file);
    return reply
      .type({ jpg: "image/jpeg", png: "image/png", webp: "image/webp" }[wanted.format])
      .header(
        "link",
        `${LINK_PROFILE}, <${originOf(request, deps.config)}${IMAGE_BASE}/${file.id}/${wanted.canonical}>;rel="canonical"`,
      )
      .send(image);
  });
}

async function pictureOf(deps: RouteDeps, request: Request, id: string): Promise<AssetFile> {
  const file = await openFile(deps, request, id, "picture");
  if (kindOf(file.type) !== "image" || file.width === null) throw refuse("file-unknown");
  return file;
}

const isSmall = (file: AssetFile, request: Request): boolean =>
  seesSmall(file, { actor: request.actor, ip: request.ip });

function sizeOf(file: AssetFile): { width: number; height: number } {
  return { width: file.width!, height: file.height! };
}

/** Something in the store that stands for a file: the original by what its row says of it, or what was made of it. */
type Sent = { file: AssetFile; key: string; name: string; type?: string; bytes?: number };

/** A file of the store, or the part of it that was asked for: films are begun in their middle (RFC 9110, 14). */
async function sendStored(deps: RouteDeps, request: Request, reply: Reply, sent: Sent): Promise<Reply> {
  const stored = await regionFiles(deps.config).get(sent.key);
  if (!stored) throw refuse("file-unknown");
  const { type = stored.type, bytes = stored.bytes } = sent;
  openHeaders(reply, sent.file);
  reply
    .type(type)
    .header("accept-ranges", "bytes")
    .header("content-security-policy", "default-src 'none'; sandbox")
    .header("content-disposition", `inline; filename*=UTF-8''${encodeURIComponent(sent.name)}`);
  const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? "");
  if (!range || (range[1] === "" && range[2] === ""))
    return reply.header("content-length", bytes).send(stored.stream());
  const start = range[1] === "" ? Math.max(0, bytes - Number(range[2])) : Number(range[1]);
  const end = range[1] === "" || range[2] === "" ? bytes - 1 : Math.min(Number(range[2]), bytes - 1);
  if (start > end) return reply.code(416).header("content-range", `bytes */${bytes}`).send();
  return reply
    .code(206)
    .header("content-range", `bytes ${start}-${end}/${bytes}`)
    .header("content-length", end - start + 1)
    .send(stored.stream({ start, end }));
}
