import { createElement, type ReactElement } from "react";
import type { ResultsProps } from "../../../web/reader/discovery/results.tsx";
import { type Flash, type SiteContext, type Theme, themes } from "../../../web/reader/frame/site-context.ts";
import { originOf, type Reply, type Request } from "../kernel/http.ts";
import { newId } from "../kernel/ids.ts";
import { type Language, languages } from "../kernel/text.ts";
import { translator } from "../messages/index.ts";
import { siteFace } from "./faces.ts";
import { takeFlash } from "./flash.ts";
import type { FrameDeps } from "./frame-deps.ts";
import { LANGUAGE_COOKIE, localePaths } from "./locale.ts";
import { htmlOf, packed, packedNow } from "./page-html.ts";

/** Cookie that remembers the look somebody chose. */
export const THEME_COOKIE = "commonshelf_theme";
/** Cookie that remembers that somebody reads larger words. */
export const TEXT_SIZE_COOKIE = "commonshelf_text";
/** How long a browser remembers what somebody chose, in seconds. */
export const YEAR_S = 31_536_000;

/** A look by its name; `auto` for anything else. */
export function themeOf(value: string | undefined): Theme {
  return themes.find((theme) => theme === value) ?? "auto";
}

/** What pages share, read from one request. Takes the message left by the last form with it. */
export function siteContext(
  request: Request,
  reply: Reply,
  language: Language,
  deps: Pick<FrameDeps, "config" | "assets" | "covers" | "faces" | "regionZone" | "ground" | "navigation">,
): SiteContext {
  const base = localePaths[language];
  const here = addressShown(request, base);
  const rest = here.slice(base.length) || "/";
  const flash: Flash | null = takeFlash(request, reply);
  const face = deps.faces.faceOf(request);
  const shown = face && siteFace(face, language);
  return {
    language,
    t: translator(language),
    base,
    here,
    editions: (shown?.languages ?? languages).map((l) => ({ language: l, href: localePaths[l] + rest })),
    face: shown,
    theme: themeOf(request.cookies[THEME_COOKIE]),
    isLarge: request.cookies[TEXT_SIZE_COOKIE] === "large",
    session: request.session && {
      personId: request.session.person.id,
      name: request.session.person.name,
      csrfToken: request.session.csrfToken,
      isStaff: request.session.actor.grants.length > 0,
      unread: request.unread ?? 0,
    },
    flash,
    navigation: deps.navigation ?? [],
    coverOf: deps.covers.coverOf,
    assets: { css: deps.assets.css.path, rooms: deps.assets.rooms.path, js: deps.assets.js.path },
    zone: deps.regionZone,
    newKey: () => newId<"form">(),
    ...(deps.ground && { ground: deps.ground.facts }),
    origin: originOf(request, deps.config),
  };
}

/** The address that shows this page again: not that of a posted form, unless the form lives there too. */
function addressShown(request: Request, base: string): string {
  const asked = request.method === "GET" || request.url === `${base}/sign-in`;
  return asked && request.url.startsWith(`${base}/`) ? request.url : `${base}/`;
}

/**
 * Sends a page. What a signed-in reader sees, and what was told only once, is kept by no cache; the rest may be kept
 * by the reader's own browser for a moment, because availability changes by the minute. Pages that hold a form's token
 * are not compressed: their length would tell about it.
 */
export async function sendPage(
  reply: Reply,
  site: SiteContext,
  page: ReactElement,
  status = 200,
): Promise<Reply> {
  const html = htmlOf(page);
  const isPacked = takesPacked(reply, site);
  return send(reply, site, status, isPacked ? await packed(html) : html, isPacked);
}

/** Sends a page of results, written by another thread when several readers wait. */
export async function sendResults(
  reply: Reply,
  deps: Pick<FrameDeps, "pages" | "renderThread">,
  props: ResultsProps,
): Promise<Reply> {
  const { site } = props;
  const isPacked = takesPacked(reply, site);
  const written = await deps.renderThread.render(props, isPacked);
  if (written) return send(reply, site, 200, written, isPacked);
  const html = htmlOf(createElement(deps.pages.ResultsPage, props));
  const pack = deps.renderThread.isCrowded ? packed : packedNow;
  return send(reply, site, 200, isPacked ? await pack(html) : html, isPacked);
}

function takesPacked(reply: Reply, site: SiteContext): boolean {
  return !site.session && /\bgzip\b/.test(String(reply.request.headers["accept-encoding"] ?? ""));
}

function send(
  reply: Reply,
  site: SiteContext,
  status: number,
  page: string | Buffer,
  isPacked: boolean,
): Reply {
  if (isPacked) reply.header("content-encoding", "gzip");
  return reply
    .code(status)
    .type("text/html; charset=utf-8")
    .header("content-language", site.language)
    .header("vary", "cookie, accept-encoding")
    .header(
      "cache-control",
      site.session || site.flash || status >= 400 ? "private, no-store" : "private, max-age=0",
    )
    .send(page);
}

/** Whoever reads in a language is greeted in it next time. */
export function rememberLanguage(request: Request, reply: Reply, language: Language): void {
  if (request.cookies[LANGUAGE_COOKIE] === language) return;
  reply.setCookie(LANGUAGE_COOKIE, language, { path: "/", sameSite: "lax", maxAge: YEAR_S });
}

/** The path behind a sign-in or a change of look: one of ours, or the first page. */
export function ownPath(value: unknown, language: Language): string {
  const home = `${localePaths[language]}/`;
  if (typeof value !== "string" || value.length > 2000) return home;
  const path = /^\/(?![/\\])[^\s\\]*$/.test(value) ? value : home;
  return languages.some((l) => path.startsWith(`${localePaths[l]}/`)) ? path : home;
}
