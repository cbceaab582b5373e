import { createElement } from "react";
import {
  formField,
  leaveFlash,
  localePaths,
  ownPath,
  problemSentence,
  sendPage,
  siteContext,
} from "../../frame/index.ts";
import { inTransaction } from "../../kernel/database.ts";
import type { App, Reply, Request } from "../../kernel/http.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Language } from "../../kernel/text.ts";
import { signIn, signingIn } from "../../people/index.ts";
import { signInSchema } from "../../people/schema.ts";
import type { SiteDeps } from "../site-deps.ts";

/** After these the form asks for the password to be used from now on. */
const ASKS_NEW = /^password-(change-needed|unchanged|too-short|too-long|common)$/;

/** Signing in and out in one language. The form is protected by its origin: there is no session to take a token from. */
export function registerSignIn(app: App, deps: SiteDeps, language: Language): void {
  const path = `${localePaths[language]}/sign-in`;

  app.get(path, { schema: { hide: true } }, async (request, reply) => {
    const { next } = request.query as { next?: unknown };
    const target = afterSignIn(next, language);
    if (request.session) return reply.redirect(target, 303);
    return showForm(request, reply, deps, language, { next: target, login: "", problem: null });
  });

  app.post(
    path,
    { schema: { hide: true }, config: { csrf: "origin", ...signingIn.HOLDS_SECRET } },
    async (request, reply) => {
      const login = formField(request, "login").trim();
      const next = afterSignIn(formField(request, "next"), language);
      try {
        const chosen = formField(request, "newPassword");
        const said = signInSchema.safeParse({
          login,
          password: formField(request, "password"),
          ...(chosen !== "" && { newPassword: chosen }),
        });
        // What the shape does not allow is nobody's login or password: nothing is cut, and nothing else is said.
        if (!said.success) throw new Problem("sign-in-failed", 401);
        const arrival = signingIn.namedArrival(signingIn.arrivalOf(request, "web"));
        const signedIn = await signIn(deps.db, deps.clock, {
          ...said.data,
          ...arrival,
          previousToken: request.cookies[signingIn.SESSION_COOKIE] ?? null,
        });
        signingIn.setSessionCookie(reply, deps.config, deps.clock, signedIn);
        signingIn.setBrowserCookie(reply, deps.config, arrival);
        return reply.header("cache-control", "private, no-store").redirect(next, 303);
      } catch (error) {
        if (!(error instanceof Problem) || error.status >= 500) throw error;
        return showForm(request, reply, deps, language, { next, login, problem: error });
      }
    },
  );

  app.post(`${localePaths[language]}/sign-out`, { schema: { hide: true } }, async (request, reply) => {
    const { session } = request;
    if (session) {
      await inTransaction(deps.db, (tx) => signingIn.signOut(tx, session));
      signingIn.clearSessionCookie(reply);
      leaveFlash(reply, { tone: "done", key: "sign-out.done", params: {} });
    }
    return reply.redirect(`${localePaths[language]}/`, 303);
  });
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
