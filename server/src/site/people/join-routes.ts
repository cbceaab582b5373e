import { createElement } from "react";
import {
  type AnswerPages,
  formField,
  localePaths,
  ownPath,
  problemSentence,
  sendPage,
  siteContext,
} from "../../frame/index.ts";
import type { App, Reply, Request } from "../../kernel/http.ts";
import type { Problem } from "../../kernel/problem.ts";
import type { Language } from "../../kernel/text.ts";
import { signingIn } from "../../people/index.ts";
import type { SiteDeps } from "../site-deps.ts";

type Step = { address: string; next: string; problem: Problem | null };

function nextIn(next: unknown, language: Language): string {
  const base = localePaths[language];
  const path = ownPath(next, language);
  return path === `${base}/` || path.startsWith(`${base}/join`) ? `${base}/sharing/books` : path;
}

function show(
  request: Request,
  reply: Reply,
  deps: SiteDeps,
  language: Language,
  { address, next, problem }: Step,
): Promise<Reply> {
  const site = siteContext(request, reply, language, deps);
  const page = createElement(deps.pages.JoinPage, {
    site,
    next,
    channels: signingIn.codeSender(deps.config).channels,
    address,
    name: formField(request, "name"),
    refusal: problem && problemSentence(site.t, problem),
  });
  reply.header("cache-control", "private, no-store");
  return sendPage(reply, site, page, problem?.status ?? 200);
}

/** The page of coming in by a code, in one language; its forms are commands'. */
export function registerJoin(app: App, deps: SiteDeps, language: Language): void {
  app.get(`${localePaths[language]}/join`, { schema: { hide: true } }, async (request, reply) => {
    const { next, again } = request.query as { next?: unknown; again?: unknown };
    const target = nextIn(next, language);
    if (request.session && again !== "1") return reply.redirect(target, 303);
    return show(request, reply, deps, language, { address: "", next: target, problem: null });
  });
}

/** What is shown when a code was asked for, and when one does not do. */
export function joinAnswers(deps: SiteDeps): AnswerPages {
  const told = (request: Request, language: Language) => ({
    address: formField(request, "address").trim(),
    next: nextIn(formField(request, "next"), language),
  });
  return {
    join: (request, reply, language, problem) => {
      const { address, next } = told(request, language);
      return show(request, reply, deps, language, { address: problem ? "" : address, next, problem });
    },
    "join-code": (request, reply, language, problem) =>
      show(request, reply, deps, language, { ...told(request, language), problem }),
  };
}
