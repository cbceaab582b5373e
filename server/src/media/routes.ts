import { sql } from "kysely";
import {
  type AssetFile,
  demandOpen,
  findFile,
  isCaptions,
  kindOf,
  readChapters,
  readCues,
  writeCaptions,
} from "../assets/index.ts";
import type { App, RouteDeps } from "../kernel/http.ts";
import { isUuid } from "../kernel/ids.ts";
import { languages } from "../kernel/text.ts";
import { type Translate, translator } from "../messages/index.ts";
import { bundle, MEDIA_BASE, registerBundles } from "./bundles.ts";
import { refuse } from "./refusals.ts";

type Asking = { params: unknown; actor: Parameters<typeof demandOpen>[2]["actor"]; ip: string };
const hidden = { schema: { hide: true } };
const LAST_SECOND = 1e6;

/** A file that whoever asks may open. Refuses `page-unknown` 404, and as `demandOpen`. */
async function openFile(deps: RouteDeps, request: Asking): Promise<AssetFile> {
  const { id } = request.params as { id: string };
  const file = isUuid(id) ? await findFile(deps.db, id) : undefined;
  if (!file) throw refuse("page-unknown");
  await demandOpen(deps, file, { actor: request.actor, ip: request.ip });
  return file;
}

/** Mounts captions and chapters of recordings, the page on which a model is turned, and what viewers fetch. */
export function registerMedia(app: App, deps: RouteDeps): void {
  registerBundles(app);
  for (const kind of ["captions", "chapters"] as const)
    app.get(`/media/:id/${kind}.vtt`, hidden, async (request, reply) => {
      const file = await openFile(deps, request);
      const { rows } = await sql<{ text: string }>`select p.text from collections.page_fact p
        where p.file_id = ${file.id} limit 1`.execute(deps.db);
      const text = rows[0]?.text ?? "";
      if (!isCaptions(text)) throw refuse("page-unknown");
      return reply
        .type("text/vtt; charset=utf-8")
        .header("cache-control", "private, max-age=60")
        .send(kind === "captions" ? writeCaptions(readCues(text)) : chaptersFile(text));
    });
  for (const language of languages)
    app.get(`/${language.toLowerCase()}/models/:id`, hidden, async (request, reply) => {
      const file = await openFile(deps, request);
      if (kindOf(file.type) !== "model") throw refuse("page-unknown");
      const { title } = request.query as { title?: string };
      const { path } = await bundle("model");
      const t = translator(language);
      const name = typeof title === "string" && title !== "" ? title.slice(0, 200) : file.name;
      return reply
        .type("text/html; charset=utf-8")
        .header("content-security-policy", MODEL_POLICY)
        .header("x-frame-options", "SAMEORIGIN")
        .header("cache-control", "private, no-store")
        .send(modelPage(language, name, `/files/${file.id}`, path, t));
    });
}

/** Each chapter lasts until the next begins. */
function chaptersFile(text: string): string {
  const chapters = readChapters(text);
  return writeCaptions(
    chapters.map(({ start, title }, at) => ({
      start,
      end: chapters[at + 1]?.start ?? LAST_SECOND,
      text: title,
    })),
  );
}

/** The viewer writes its own styles, unpacks in workers and makes pictures of its own; nothing comes from elsewhere. */
const MODEL_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self' blob: data:",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join("; ");

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

function modelPage(language: string, title: string, source: string, script: string, t: Translate): string {
  return `<!doctype html>
<html lang="${language}" data-base="${MEDIA_BASE}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(title)}</title>
<style>
html, body { height: 100%; margin: 0; }
body { background: radial-gradient(circle at 50% 35%, #f4f1ea, #d9d4c9); color: #1f1e1b; font: 16px/1.6 system-ui, sans-serif; }
model-viewer { width: 100%; height: 100%; }
p { position: absolute; inset: auto 0 0; margin: 0; padding: .5rem 1rem; background: rgb(251 250 247 / 85%); }
</style>
<model-viewer src="${source}" alt="${escaped(t("media.model-of", { title }))}" camera-controls touch-action="pan-y"
  shadow-intensity="1" environment-image="neutral" interaction-prompt="none"></model-viewer>
<noscript><p>${escaped(t("media.model-broken"))}</p></noscript>
<script type="module" src="${script}"></script>
</html>
`;
}
