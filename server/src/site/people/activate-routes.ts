import { createElement } from "react";
import { listMembers } from "../../consortium/index.ts";
import {
  type AnswerPages,
  formField,
  localePaths,
  problemSentence,
  sendPage,
  siteContext,
} from "../../frame/index.ts";
import type { App, Reply, Request } from "../../kernel/http.ts";
import type { Problem } from "../../kernel/problem.ts";
import { type Language, pick } from "../../kernel/text.ts";
import { signingIn } from "../../people/index.ts";
import type { SiteDeps } from "../site-deps.ts";

async function show(
  request: Request,
  reply: Reply,
  deps: SiteDeps,
  language: Language,
  { isSent, problem }: { isSent: boolean; problem: Problem | null },
): Promise<Reply> {
  const site = siteContext(request, reply, language, deps);
  const page = createElement(deps.pages.ActivatePage, {
    site,
    members: (await listMembers(deps.db)).map(({ code, name }) => ({ code, name: pick(name, language) })),
    member: formField(request, "member"),
    number: formField(request, "number").trim(),
    isOff: signingIn.codeSender(deps.config).channels.length === 0,
    isSent,
    refusal: problem && problemSentence(site.t, problem),
  });
  reply.header("cache-control", "private, no-store");
  return sendPage(reply, site, page, problem?.status ?? 200);
}

/**
 * A library's reader comes in for the first time: library and card, a code to the address the library has of them, and a password
 * of their own. Nothing tells a stranger whether there is such a reader. In one language; its forms are commands'.
 */
export function registerActivation(app: App, deps: SiteDeps, language: Language): void {
  app.get(`${localePaths[language]}/activate`, { schema: { hide: true } }, async (request, reply) => {
    if (request.session) return reply.redirect(`${localePaths[language]}/account`, 303);
    return show(request, reply, deps, language, { isSent: false, problem: null });
  });
}

/** What is shown when a code was asked for, and when one does not do. */
export function activationAnswers(deps: SiteDeps): AnswerPages {
  return {
    activate: (request, reply, language, problem) =>
      show(request, reply, deps, language, { isSent: problem === null, problem }),
    "activate-code": (request, reply, language, problem) =>
      show(request, reply, deps, language, { isSent: true, problem }),
  };
}
