import { faceStyle } from "../../../web/reader/consortium/face-style.ts";
import type { Face as SiteFace } from "../../../web/reader/frame/site-context.ts";
import { type Face, legibleAccent, listFaces, readLogo } from "../consortium/index.ts";
import type { FileStore } from "../files/index.ts";
import type { Db } from "../kernel/database.ts";
import type { App, Request } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import { type Language, languages, pick } from "../kernel/text.ts";
import { freshFor } from "../kernel/time.ts";
import { LANGUAGE_COOKIE, localePaths, preferredLanguage } from "./locale.ts";

/** Cookie of a browser that came in by a member's own path. */
const FACE_COOKIE = "commonshelf_face";
const LOOK_AGAIN_MS = 15_000;
const FOR_EVER = "public, max-age=31536000, immutable";

/** The faces of the members, and which of them a request sees. */
export type FaceDirectory = {
  /** By the host name asked for, else by the path the browser came in by; null: the region's own. */
  faceOf(request: Request): Face | null;
  byCode(code: string): Face | undefined;
  /** Whether a member was given this host name. */
  isHost(host: string): boolean;
  /** Reads the faces anew at once, after a change. */
  refresh(): Promise<void>;
};

/** Keeps the faces in memory; a change elsewhere is seen within a quarter of a minute. */
export async function createFaceDirectory(db: Db, report: (error: unknown) => void): Promise<FaceDirectory> {
  let faces: Face[] = [];
  let readAt = 0;
  const refresh = async (): Promise<void> => {
    readAt = performance.now();
    faces = await listFaces(db);
  };
  await refresh();
  return {
    faceOf: (request) => {
      if (performance.now() - readAt > freshFor(LOOK_AGAIN_MS)) refresh().catch(report);
      const host = request.hostname.toLowerCase();
      const code = request.cookies[FACE_COOKIE];
      return faces.find((face) => face.host === host) ?? faces.find((face) => face.code === code) ?? null;
    },
    isHost: (host) => faces.some((face) => face.host === host),
    byCode: (code) => faces.find((face) => face.code === code),
    refresh,
  };
}

/** A face as pages show it. */
export function siteFace(face: Face, language: Language): SiteFace {
  return {
    code: face.code,
    name: pick(face.name, language),
    logo: face.logoHash === null ? null : `/faces/logo/${face.logoHash}`,
    css: `/faces/${face.code}.${face.accent.slice(1)}.css`,
    scope: face.scope,
    facetOrder: face.facetOrder,
    languages: face.languages.length > 0 ? face.languages : [...languages],
    intro: pick(face.intro, language),
    byHost: face.host !== null,
  };
}

/** Mounts a member's own path `/m/yunze`, the way back to the region `/m`, and what faces are made of. */
export function registerFaces(app: App, files: FileStore, faces: FaceDirectory): void {
  app.givenHosts?.push(faces.isHost);
  app.get("/m/:code", { schema: { hide: true } }, async (request, reply) => {
    const face = faces.byCode((request.params as { code: string }).code.toUpperCase());
    if (!face) throw new Problem("member-unknown", 404);
    const wanted = preferredLanguage(request.cookies[LANGUAGE_COOKIE], request.headers["accept-language"]);
    const language =
      face.languages.length === 0 || face.languages.includes(wanted) ? wanted : face.languages[0]!;
    reply.setCookie(FACE_COOKIE, face.code, { path: "/", sameSite: "lax", httpOnly: true });
    return reply.redirect(`${localePaths[language]}/`, 302);
  });
  app.get("/m", { schema: { hide: true } }, async (request, reply) => {
    const language = preferredLanguage(request.cookies[LANGUAGE_COOKIE], request.headers["accept-language"]);
    return reply.clearCookie(FACE_COOKIE, { path: "/" }).redirect(`${localePaths[language]}/`, 302);
  });
  app.get("/faces/:name", { schema: { hide: true } }, async (request, reply) => {
    const { name } = request.params as { name: string };
    const accent = /^[A-Z0-9]+\.([0-9a-f]{6})\.css$/.exec(name)?.[1];
    if (!accent) throw new Problem("not-found", 404);
    return reply
      .header("cache-control", FOR_EVER)
      .type("text/css; charset=utf-8")
      .send(faceStyle(legibleAccent(`#${accent}`)));
  });
  app.get("/faces/logo/:hash", { schema: { hide: true } }, async (request, reply) => {
    const { hash } = request.params as { hash: string };
    const logo = await readLogo(files, hash);
    if (!logo) throw new Problem("not-found", 404);
    reply.header("cache-control", FOR_EVER);
    return reply.type(logo.type).header("content-length", logo.bytes).send(logo.stream());
  });
}
