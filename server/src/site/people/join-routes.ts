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
import {
  type Arrival,
  arrivalOf,
  channelOf,
  codeSender,
  namedArrival,
  setBrowserCookie,
  setSessionCookie,
  signInByCode,
  startCode,
} from "../../people/index.ts";
import type { SiteDeps } from "../site-deps.ts";

/** The code belongs to this browser: it is told from others from now on. */
function nameBrowser(request: Request, reply: Reply, { config }: SiteDeps): Arrival {
  const arrival = namedArrival(arrivalOf(request, "web"));
  setBrowserCookie(reply, config, arrival);
  return arrival;
}

/** Coming in by a code sent to a phone or an e-mail address, in one language. Protected by its origin. */
export function registerJoin(app: App, deps: SiteDeps, language: Language): void {
  const base = localePaths[language];
  const sender = codeSender(deps.config);
  const form = { schema: { hide: true }, config: { csrf: "origin" as const } };
  const nextIn = (next: unknown): string => {
    const path = ownPath(next, language);
    return path === `${base}/` || path.startsWith(`${base}/join`) ? `${base}/sharing/books` : path;
  };
  const show = (
    request: Request,
    reply: Reply,
    step: { address: string; next: string; problem: Problem | null },
  ): Promise<Reply> => {
    const site = siteContext(request, reply, language, deps);
    const { address, next, problem } = step;
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

  app.post(`${base}/join`, form, async (request, reply) => {
    const address = formField(request, "address").trim().slice(0, 200);
    const next = nextIn(formField(request, "next"));
    try {
      const { origin } = nameBrowser(request, reply, deps);
      await inTransaction(deps.db, (tx) =>
        startCode(tx, deps.clock, sender, { channel: channelOf(sender, address), address, language, origin }),
      );
      return show(request, reply, { address, next, problem: null });
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      return show(request, reply, { address: "", next, problem: error });
    }
  });

  app.post(`${base}/join/code`, form, async (request, reply) => {
    const address = formField(request, "address").trim().slice(0, 200);
    const next = nextIn(formField(request, "next"));
    const name = formField(request, "name").trim().slice(0, 30);
    const age = formField(request, "age");
    try {
      const signedIn = await signInByCode(
        deps.db,
        deps.clock,
        {
          channel: channelOf(sender, address),
          address,
          code: formField(request, "code"),
          newcomer: { name, language },
          ...arrivalOf(request, "web"),
        },
        async (tx, personId) => {
          if (age !== "adult" && age !== "teen")
            throw new Problem(age === "child" ? "guardian-needed" : "age-missing", 409);
          const actor = { personId, name, grants: [], scope: null, place: null };
          await setProfile(tx, actor, deps.clock, { nickname: name });
          if (age === "teen") await setMinor(tx, actor, personId, true);
        },
      );
      setSessionCookie(reply, deps.config, deps.clock, signedIn);
      return reply.header("cache-control", "private, no-store").redirect(next, 303);
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      return show(request, reply, { address, next, problem: error });
    }
  });
}
