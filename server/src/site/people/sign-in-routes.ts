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
import { Problem } from "../../kernel/problem.ts";
import type { Language } from "../../kernel/text.ts";
import type { SiteDeps } from "../site-deps.ts";

/** After these the form asks for the password to be used from now on. */
const ASKS_NEW = /^password-(change-needed|unchanged|too-short|too-long|common)$/;

/** The page of signing in, in one language; its form is a command's. */
export function registerSignIn(app: App, deps: SiteDeps, language: Language): void {
  app.get(`${localePaths[language]}/sign-in`, { schema: { hide: true } }, async (request, reply) => {
    const { next } = request.query as { next?: unknown };
    const target = afterSignIn(next, language);
    if (request.session) return reply.redirect(target, 303);
    return showForm(request, reply, deps, language, { next: target, login: "", problem: null });
  });
}

/** What signing in and out show instead of leading on. */
export function signInAnswers(deps: SiteDeps): AnswerPages {
  return {
    "sign-in": (request, reply, language, problem) => {
      const login = formField(request, "login").trim();
      const next = afterSignIn(formField(request, "next"), language);
      // What the shape does not allow is nobody's login or password: nothing is cut, and nothing else is said.
      const said = problem?.code === "invalid-request" ? new Problem("sign-in-failed", 401) : problem;
      return showForm(request, reply, deps, language, { next, login, problem: said });
    },
    // Whoever is not signed in any more has what they wanted.
    "sign-out": (_request, reply, language, problem) => {
      if (problem && problem.code !== "sign-in-needed") throw problem;
      return reply.redirect(`${localePaths[language]}/`, 303);
    },
  };
}

/** Where a sign-in leads: back to the page it came from, or to the account instead of the first page or itself. */
function afterSignIn(next: unknown, language: Language): string {
  const path = ownPath(next, language);
  const base = localePaths[language];
  return path === `${base}/` || /^\/[a-z-]+\/sign-in/.test(path) ? `${base}/account` : path;
}

function showForm(
  request: Request,
  reply: Reply,
  deps: SiteDeps,
  language: Language,
  form: { next: string; login: string; problem: Problem | null },
): Promise<Reply> {
  const site = siteContext(request, reply, language, deps);
  const seconds = form.problem?.params.retryAfterSeconds;
  if (seconds != null) reply.header("retry-after", String(seconds));
  const page = createElement(deps.pages.SignInPage, {
    site,
    next: form.next,
    login: form.login,
    refusal: form.problem ? problemSentence(site.t, form.problem) : null,
    asksNewPassword: ASKS_NEW.test(form.problem?.code ?? ""),
    goesBack: form.next !== `${site.base}/account`,
  });
  return sendPage(reply, site, page, form.problem?.status ?? 200);
}
