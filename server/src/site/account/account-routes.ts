import { createElement } from "react";
import { cancelHold, renewLoan } from "../../circulation/index.ts";
import { startRequest, unwant, want, withdrawTitleRequest } from "../../fulfilment/index.ts";
import { inTransaction } from "../../kernel/database.ts";
import type { App, Reply, Request } from "../../kernel/http.ts";
import { isUuid } from "../../kernel/ids.ts";
import { Problem } from "../../kernel/problem.ts";
import { type Language, pick } from "../../kernel/text.ts";
import { formatDate } from "../../kernel/zones/dates.ts";
import type { Session } from "../../people/index.ts";
import { instanceHref } from "../catalogue/record-view.ts";
import { answer, type Done, toSignIn } from "../form-answer.ts";
import { formField } from "../form-field.ts";
import { localePaths } from "../locale.ts";
import { sendPage, siteContext } from "../page-frame.ts";
import type { SiteDeps } from "../site-deps.ts";
import { findAccount } from "./account-page.ts";

const BRANCH_ID = /^[1-9]\d{0,8}$/;
const INSTANCE_ID = /^[1-9]\d{0,14}$/;

/** The reader's own page in one language, and the forms that request, cancel and renew. */
export function registerAccount(app: App, deps: SiteDeps, language: Language): void {
  const base = localePaths[language];
  const account = `${base}/account`;

  app.get(account, { schema: { hide: true } }, async (request, reply) => {
    if (!request.session) return toSignIn(reply, language, account);
    const site = siteContext(request, reply, language, deps);
    const props = await findAccount(deps, site, await deps.directory(), request.session);
    return sendPage(reply, site, createElement(deps.pages.AccountPage, props));
  });

  registerRequest(app, deps, language);
  onOwn(app, `${account}/holds/:id/cancel`, language, `${account}#holds`, async (id, session) => {
    await inTransaction(deps.db, (tx) => cancelHold(tx, session.actor, deps.clock, id));
    return { key: "account.cancelled", params: {} };
  });

  onOwn(app, `${account}/wishes/:id/withdraw`, language, account, async (id, session) => {
    await inTransaction(deps.db, (tx) => withdrawTitleRequest(tx, session.actor, deps.clock, id));
    return { key: "account.cancelled", params: {} };
  });
  onOwn(app, `${account}/loans/:id/renew`, language, `${account}#loans`, async (id, session) => {
    const loan = await inTransaction(deps.db, (tx) => renewLoan(tx, session.actor, deps.clock, id));
    return { key: "account.renewed", params: { date: formatDate(loan.dueOn, language) } };
  });
}

function registerRequest(app: App, deps: SiteDeps, language: Language): void {
  const base = localePaths[language];
  app.post(`${base}/instance/:id/request`, { schema: { hide: true } }, async (request, reply) => {
    const { id } = request.params as { id: string };
    if (!INSTANCE_ID.test(id)) throw new Problem("instance-unknown", 404);
    const back = instanceHref(Number(id), language);
    if (!request.session) return toSignIn(reply, language, back);
    const { actor, homeMemberId } = request.session;
    const [kind, of = ""] = splitWay(formField(request, "way"));
    if (kind === "nest") return reply.redirect(`${base}/nests/${encodeURIComponent(of)}`, 303);
    return answer(reply, back, async (): Promise<Done> => {
      const branch = kind === "shelf" ? of : formField(request, "branch");
      const copyId = kind === "person" ? of : formField(request, "copy");
      if (!BRANCH_ID.test(branch) && !copyId) throw new Problem("branch-unknown", 404);
      const { part } = request.body as { part?: unknown }; // Absent where there are none; empty: a copy without one.
      const pickupBranchId = BRANCH_ID.test(branch) ? Number(branch) : null;
      const { way } = await inTransaction(deps.db, (tx) =>
        startRequest(tx, actor, deps.clock, {
          instanceId: Number(id),
          pickupBranchId,
          homeMemberId,
          ...(typeof part === "string" ? { part } : { anyEdition: formField(request, "anyEdition") === "1" }),
          prefer: copyId ? { kind: "person", copyId } : { kind: "hold" },
        }),
      );
      if (way.kind === "person") return { key: "ways.asked-reader", params: {} };
      const name = (await deps.directory()).branchById.get(pickupBranchId ?? 0)?.name ?? {};
      return { key: "request.placed", params: { branch: pick(name, language) } };
    });
  });

  app.post(`${base}/instance/:id/request/wanted`, { schema: { hide: true } }, async (request, reply) => {
    const { id } = request.params as { id: string };
    if (!INSTANCE_ID.test(id)) throw new Problem("instance-unknown", 404);
    const back = instanceHref(Number(id), language);
    if (!request.session) return toSignIn(reply, language, back);
    const { actor } = request.session;
    const wants = formField(request, "want") === "yes";
    return answer(reply, back, async () => {
      await inTransaction(deps.db, (tx) =>
        wants ? want(tx, actor, deps.clock, Number(id)) : unwant(tx, actor, Number(id)),
      );
      return { key: wants ? "ways.wanted" : "ways.unwanted", params: {} };
    });
  });
}

/** `shelf:12` -> shelf, 12: which of the ways of a record was chosen. */
function splitWay(way: string): [kind: string, of?: string] {
  const at = way.indexOf(":");
  return at < 0 ? [way] : [way.slice(0, at), way.slice(at + 1)];
}

/** A button on one's own loan or request: does it, then shows the account again. */
function onOwn(
  app: App,
  path: string,
  language: Language,
  back: string,
  act: (id: string, session: Session) => Promise<Done | null>,
): void {
  app.post(path, { schema: { hide: true } }, async (request: Request, reply: Reply) => {
    const { session } = request;
    if (!session) return toSignIn(reply, language, back);
    const { id } = request.params as { id: string };
    if (!isUuid(id)) throw new Problem("not-found", 404);
    return answer(reply, back, () => act(id, session));
  });
}
