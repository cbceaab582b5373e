import { createHash } from "node:crypto";
import { createElement } from "react";
import { listMembers } from "../../consortium/index.ts";
import { formField, localePaths, problemSentence, sendPage, siteContext } from "../../frame/index.ts";
import { inTransaction } from "../../kernel/database.ts";
import type { App, Reply, Request } from "../../kernel/http.ts";
import { Problem } from "../../kernel/problem.ts";
import { type Language, pick } from "../../kernel/text.ts";
import { signingIn } from "../../people/index.ts";
import { activate, readerToActivate } from "../../readers/index.ts";
import type { SiteDeps } from "../site-deps.ts";

type Claimed = { member: string; number: string };
type Activation = {
  app: App;
  deps: SiteDeps;
  language: Language;
  sender: signingIn.CodeSender;
  show: (request: Request, reply: Reply, isSent: boolean, problem: Problem | null) => Promise<Reply>;
};
const form = { schema: { hide: true }, config: { csrf: "origin" as const, ...signingIn.HOLDS_SECRET } };
const LONGEST_PASSWORD = 1000;
/** What only a code that was sent can be refused for: said as a wrong one, or it would tell that there is such a reader. */
const TELLING = ["sign-in-code-locked", "address-invalid"];

const claimedIn = (request: Request): Claimed => ({
  member: formField(request, "member").slice(0, 20),
  number: formField(request, "number").trim().slice(0, 64),
});

/**
 * A library's reader comes in for the first time: library and card, a code to the address the library has of them, and a password
 * of their own. Nothing tells a stranger whether there is such a reader. In one language; protected by its origin.
 */
export function registerActivation(app: App, deps: SiteDeps, language: Language): void {
  const sender = signingIn.codeSender(deps.config);
  const show: Activation["show"] = async (request, reply, isSent, problem) => {
    const site = siteContext(request, reply, language, deps);
    const page = createElement(deps.pages.ActivatePage, {
      site,
      members: (await listMembers(deps.db)).map(({ code, name }) => ({ code, name: pick(name, language) })),
      ...claimedIn(request),
      isOff: sender.channels.length === 0,
      isSent,
      refusal: problem && problemSentence(site.t, problem),
    });
    reply.header("cache-control", "private, no-store");
    return sendPage(reply, site, page, problem?.status ?? 200);
  };
  app.get(`${localePaths[language]}/activate`, { schema: { hide: true } }, async (request, reply) => {
    if (request.session) return reply.redirect(`${localePaths[language]}/account`, 303);
    return show(request, reply, false, null);
  });
  registerAsking({ app, deps, language, sender, show });
  registerEntering({ app, deps, language, sender, show });
}

const wrongCode = (): Problem => new Problem("sign-in-code-wrong", 409);

/** A code is asked for; the answer is the same whether one is sent or not. */
function registerAsking({ app, deps, language, sender, show }: Activation): void {
  app.post(`${localePaths[language]}/activate`, form, async (request, reply) => {
    const arrival = signingIn.namedArrival(signingIn.arrivalOf(request, "web"));
    signingIn.setBrowserCookie(reply, deps.config, arrival);
    const to = await addressOf(deps, sender, claimedIn(request));
    try {
      await inTransaction(deps.db, (tx) =>
        signingIn.startCode(tx, deps.clock, sender, { ...to, language, origin: arrival.origin }),
      );
    } catch (error) {
      // That too many codes were asked for would tell that there is such a reader.
      if (!(error instanceof Problem) || error.status >= 500) throw error;
    }
    return show(request, reply, true, null);
  });
}

/** The code is entered with the password that is to be used from now on. */
function registerEntering({ app, deps, language, sender, show }: Activation): void {
  app.post(`${localePaths[language]}/activate/code`, form, async (request, reply) => {
    const claimed = claimedIn(request);
    try {
      const password = formField(request, "password").slice(0, LONGEST_PASSWORD);
      // Before the code is looked at: a password that will not do costs none of its tries.
      signingIn.demandGoodPassword(password, { isStaff: false, own: [] });
      const to = await addressOf(deps, sender, claimed);
      const code = formField(request, "code");
      const signedIn = await signingIn.signInByCode(
        deps.db,
        deps.clock,
        { ...to, code, newcomer: { name: "", language }, ...signingIn.arrivalOf(request, "web") },
        undefined,
        (tx) => activate(tx, deps.clock, claimed, password),
      );
      signingIn.setSessionCookie(reply, deps.config, deps.clock, signedIn);
      reply.header("cache-control", "private, no-store");
      return reply.redirect(`${localePaths[language]}/account`, 303);
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      return show(request, reply, true, TELLING.includes(error.code) ? wrongCode() : error);
    }
  });
}

/**
 * Where a code for this reader goes. For whoever is not there it is an address of nobody's, so that what is answered, how
 * often and how soon is the same.
 */
async function addressOf(
  { db, clock }: SiteDeps,
  sender: signingIn.CodeSender,
  claimed: Claimed,
): Promise<{ channel: "email" | "phone"; address: string }> {
  const reader = await readerToActivate(db, clock, claimed);
  for (const address of reader?.addresses ?? []) {
    const channel = address.includes("@") ? "email" : "phone";
    if (sender.channels.includes(channel) && isAddress(channel, address)) return { channel, address };
  }
  const name = createHash("sha256").update(`${claimed.member} ${claimed.number}`).digest("hex").slice(0, 40);
  return { channel: "email", address: `${name}${signingIn.NOWHERE}` };
}

function isAddress(channel: "email" | "phone", typed: string): boolean {
  try {
    return signingIn.normaliseAddress(channel, typed) !== "";
  } catch {
    return false;
  }
}
