import { createElement } from "react";
import { logFailure, toProblem } from "../kernel/http/failures.ts";
import { type App, type Reply, type Request, sendProblem } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import type { Language } from "../kernel/text.ts";
import { hasMessage, type MessageParams, type Translate } from "../messages/index.ts";
import type { FrameDeps } from "./frame-deps.ts";
import { LANGUAGE_COOKIE, languageOfPath, mendedPath, preferredLanguage } from "./locale.ts";
import { sendPage, siteContext } from "./page-frame.ts";

/** Paths that answer programs, not people. */
const PROGRAMS = /^\/(api|assets|staff|oai|sru|healthz|readyz)(\/|$|\?)/;

/** Pages for everything that goes wrong inside `scope`, and for addresses nothing is mounted at. */
export function registerErrors(app: App, scope: App, deps: FrameDeps): void {
  scope.setErrorHandler((error, request, reply) => {
    const problem = toProblem(error);
    logFailure(request, error, problem);
    return sendError(request, reply, deps, problem);
  });
  const pages = new Set<string>();
  scope.addHook("onRoute", ({ url }) => {
    if (languageOfPath(url)) pages.add(url.split("/")[2] ?? "");
  });
  app.setNotFoundHandler((request, reply) => {
    const wantsPage =
      (request.method === "GET" || request.method === "HEAD") &&
      String(request.headers.accept ?? "*/*").match(/text\/html|\*\/\*/);
    if (wantsPage && !PROGRAMS.test(request.url)) {
      const [path = "", query] = request.url.split(/\?(.*)/s, 2);
      const mended = mendedPath(path, pages, languageOf(request));
      if (mended)
        return reply
          .header("vary", "cookie, accept-language")
          .header("cache-control", "private, max-age=0")
          .redirect(query === undefined ? mended.path : `${mended.path}?${query}`, mended.status);
      return sendError(request, reply, deps, new Problem("not-found", 404));
    }
    return sendProblem(reply, new Problem("not-found", 404));
  });
}

/** A refusal in words: the sentence of its code, or one that names the code. */
export function problemSentence(t: Translate, problem: Problem): string {
  const { key, params } = problemMessage(problem);
  return t(key, params);
}

/** Key and values of a refusal's sentence. */
export function problemMessage(problem: Problem): { key: string; params: MessageParams } {
  const key = `problem.${problem.code}`;
  return hasMessage(key)
    ? { key, params: problem.params }
    : { key: "problem.other", params: { code: problem.code } };
}

function languageOf(request: Request): Language {
  return (
    languageOfPath(request.url.split("?")[0]!) ??
    preferredLanguage(request.cookies[LANGUAGE_COOKIE], request.headers["accept-language"])
  );
}

const SAID_BY_THE_PAGE = ["not-found", "internal", "instance-unknown", "csrf-token-wrong", "forbidden"];

function sendError(request: Request, reply: Reply, deps: FrameDeps, problem: Problem): Promise<Reply> {
  const site = siteContext(request, reply, languageOf(request), deps);
  const seconds = problem.params.retryAfterSeconds;
  if (seconds != null && !reply.hasHeader("retry-after")) reply.header("retry-after", String(seconds));
  const detail = SAID_BY_THE_PAGE.includes(problem.code) ? null : problemSentence(site.t, problem);
  return sendPage(
    reply,
    site,
    createElement(deps.pages.ErrorPage, { site, status: problem.status, detail }),
    problem.status,
  );
}
