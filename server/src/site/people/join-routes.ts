import { createElement } from "react";
import {
  formField,
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
import { setMinor, setProfile } from "../../neighbours/index.ts";
import { signingIn } from "../../people/index.ts";
import type { SiteDeps } from "../site-deps.ts";

/** The code belongs to this browser: it is told from others from now on. */
function nameBrowser(request: Request, reply: Reply, { config }: SiteDeps): signingIn.Arrival {
  const arrival = signingIn.namedArrival(signingIn.arrivalOf(request, "web"));
  signingIn.setBrowserCookie(reply, config, arrival);
  return arrival;
}

type Step = { address: string; next: string; problem: Problem | null };
/** What the doors of one language share. */
type Join = {
  app: App;
  deps: SiteDeps;
  language: Language;
  nextIn: (next: unknown) => string;
  show: (request: Request, reply: Reply, step: Step) => Promise<Reply>;
};
const form = { schema: { hide: true }, config: { csrf: "origin" as const } };
const addressOf = (request: Request): string => formField(request, "address").trim().slice(0, 200);

/** Coming in by a code sent to a phone or an e-mail address, in one language. Protected by its origin. */
export function registerJoin(app: App, deps: SiteDeps, language: Language): void {
  const base = localePaths[language];
  const sender = signingIn.codeSender(deps.config);
  const nextIn = (next: unknown): string => {
    const path = ownPath(next, language);
    return path === `${base}/` || path.startsWith(`${base}/join`) ? `${base}/sharing/books` : path;
  };
  const show: Join["show"] = (request, reply, { address, next, problem }) => {
    const site = siteContext(request, reply, language, deps);
    const page = createElement(deps.pages.JoinPage, {
      site,
      next,
      channels: sender.channels,
      address,
      name: formField(request, "name").slice(0, 30),
      refusal: problem && problemSentence(site.t, problem),
    });
    reply.header("cache-control", "private, no-store");
    return sendPage(reply, site, page, problem?.status ?? 200);
  };
  app.get(`${base}/join`, { schema: { hide: true } }, async (request, reply) => {
    const { next, again } = request.query as { next?: unknown; again?: unknown };
    if (request.session && again !== "1") return reply.redirect(nextIn(next), 303);
    return show(request, reply, { address: "", next: nextIn(next), problem: null });
  });
  const join = { app, deps, language, nextIn, show };
  registerAsking(join, sender);
  registerEntering(join, sender);
}

/** A code is asked for. */
function registerAsking({ app, deps, language, nextIn, show }: Join, sender: signingIn.CodeSender): void {
  app.post(`${localePaths[language]}/join`, form, async (request, reply) => {
    const address = addressOf(request);
    const next = nextIn(formField(request, "next"));
    try {
      const { origin } = nameBrowser(request, reply, deps);
      await inTransaction(deps.db, (tx) =>
        signingIn.startCode(tx, deps.clock, sender, {
          channel: signingIn.channelOf(sender, address),
          address,
          language,
          origin,
        }),
      );
      return show(request, reply, { address, next, problem: null });
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      return show(request, reply, { address: "", next, problem: error });
    }
  });
}

/** The code is entered; who is new says who they are. */
function registerEntering({ app, deps, language, nextIn, show }: Join, sender: signingIn.CodeSender): void {
  app.post(`${localePaths[language]}/join/code`, form, async (request, reply) => {
    const address = addressOf(request);
    const next = nextIn(formField(request, "next"));
    const name = formField(request, "name").trim().slice(0, 30);
    const age = formField(request, "age");
    try {
      const signedIn = await signingIn.signInByCode(
        deps.db,
        deps.clock,
        {
          channel: signingIn.channelOf(sender, address),
          address,
          code: formField(request, "code"),
          newcomer: { name, language },
          ...signingIn.arrivalOf(request, "web"),
        },
        async (tx, newcomer) => {
          if (age !== "adult" && age !== "teen")
            throw new Problem(age === "child" ? "guardian-needed" : "age-missing", 409);
          await setProfile(tx, newcomer, deps.clock, { nickname: name });
          if (age === "teen") await setMinor(tx, newcomer, newcomer.personId, true);
        },
      );
      signingIn.setSessionCookie(reply, deps.config, deps.clock, signedIn);
      return reply.header("cache-control", "private, no-store").redirect(next, 303);
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      return show(request, reply, { address, next, problem: error });
    }
  });
}
