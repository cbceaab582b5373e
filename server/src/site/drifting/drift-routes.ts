import { createElement } from "react";
import type { DriftSite } from "../../../../web/reader/sharing/drift-parts.tsx";
import {
  type Bearer,
  cardKinds,
  claimsFor,
  countSecretAttempt,
  driftFigures,
  endings,
  endJourney,
  type Found,
  findBook,
  getJourney,
  groupsOf,
  journeysOf,
  journeysUnderWay,
  passBookOn,
  putBookInNest,
  releaseBook,
  reportThought,
  secretOf,
  startJourney,
  stillThere,
  thoughtsOfJourney,
  thoughtWordsSchema,
  writeThought,
} from "../../drifting/index.ts";
import { inTransaction, type Tx } from "../../kernel/database.ts";
import type { App, Reply, Request } from "../../kernel/http.ts";
import { Problem } from "../../kernel/problem.ts";
import { networkKey } from "../../kernel/secrets.ts";
import type { Language } from "../../kernel/text.ts";
import { formatMoment } from "../../kernel/zones/dates.ts";
import { cellOf, knownReaders } from "../../neighbours/index.ts";
import { myBooks } from "../../shelves/index.ts";
import { answer, type Done, toSignIn } from "../form-answer.ts";
import { formField } from "../form-field.ts";
import { localePaths } from "../locale.ts";
import { onOwnForm, readForm } from "../own-form.ts";
import { sendPage, siteContext } from "../page-frame.ts";
import { positionField } from "../position-field.ts";
import type { SiteDeps } from "../site-deps.ts";
import { cardWords, sendCards } from "./card-file.ts";

/** The pages of travelling books in one language: for everybody, for whoever scans a label, for holders. */
export function registerDriftPages(app: App, deps: SiteDeps, language: Language): void {
  registerViews(app, deps, language);
  registerCards(app, deps, language);
  registerBearerForms(app, deps, language);
  registerHolderForms(app, deps, language);
}

function driftSite(request: Request, reply: Reply, deps: SiteDeps, language: Language): DriftSite {
  return {
    ...siteContext(request, reply, language, deps),
    moment: (instant) => formatMoment(instant, language, deps.regionZone),
  };
}

async function friendsOf(deps: SiteDeps, personId: string | null) {
  if (personId === null) return [];
  return (await knownReaders(deps.db, personId)).filter((reader) => reader.relation === "friend");
}

function registerViews(app: App, deps: SiteDeps, language: Language): void {
  const { db, pages } = deps;
  const base = localePaths[language];
  app.get(`${base}/drift`, { schema: { hide: true } }, async (request, reply) => {
    const site = driftSite(request, reply, deps, language);
    const personId = request.session?.person.id ?? null;
    const [figures, underWay, mine, own, friends] = await Promise.all([
      driftFigures(db),
      journeysUnderWay(db),
      personId === null ? [] : journeysOf(db, personId),
      personId === null ? null : myBooks(db, personId, {}),
      friendsOf(deps, personId),
    ]);
    const free = (own?.items ?? []).filter((copy) => copy.isFree).map(({ id, title }) => ({ id, title }));
    return sendPage(
      reply,
      site,
      createElement(pages.DriftPage, { site, figures, underWay, mine, own: free, friends }),
    );
  });
  app.get(`${base}/drift/find`, { schema: { hide: true } }, async (request, reply) => {
    const { code = "", secret = "" } = request.query as Record<string, string>;
    const parts = [code, ...(secret === "" ? [] : [secret])].map((part) => encodeURIComponent(part.trim()));
    return reply.redirect(`${base}/drift/${parts.join("/")}`, 303);
  });
  app.get(`${base}/drift/:code`, { schema: { hide: true } }, async (request, reply) => {
    const { code } = request.params as { code: string };
    const site = driftSite(request, reply, deps, language);
    const personId = request.session?.person.id ?? null;
    const journey = await getJourney(db, personId, code);
    const [claims, thoughts, friends] = await Promise.all([
      personId === null ? [] : claimsFor(db, personId, journey.id),
      thoughtsOfJourney(db, journey.id, personId),
      friendsOf(deps, journey.isHolder ? personId : null),
    ]);
    return sendPage(
      reply,
      site,
      createElement(pages.JourneyPage, { site, journey, claims, thoughts, friends }),
    );
  });
  app.get(`${base}/drift/:code/:secret`, { schema: { hide: true } }, async (request, reply) => {
    const { code, secret } = request.params as { code: string; secret: string };
    const site = driftSite(request, reply, deps, language);
    const journey = await getJourney(db, request.session?.person.id ?? null, code);
    const { found } = request.query as { found?: string };
    const isFound = found === "1" || journey.isHolder;
    // The secret stands in this address: it is told to nobody the reader goes to from here.
    reply.header("referrer-policy", "no-referrer").header("cache-control", "no-store");
    return sendPage(reply, site, createElement(pages.FinderPage, { site, journey, secret, isFound }));
  });
}

function registerCards(app: App, deps: SiteDeps, language: Language): void {
  const { db } = deps;
  const base = localePaths[language];
  for (const kind of cardKinds)
    app.get(`${base}/drift/:code/${kind}.pdf`, { schema: { hide: true } }, async (request, reply) => {
      const { code } = request.params as { code: string };
      if (!request.session) return toSignIn(reply, language, `${base}/drift/${code}`);
      const journey = await getJourney(db, request.session.person.id, code);
      if (!journey.mayPrint) throw new Problem("journey-not-yours", 403);
      const { t, origin } = siteContext(request, reply, language, deps);
      const secret = await secretOf(db, journey.id);
      const { title, author, message } = journey;
      const address = `${origin}${base}/drift/${journey.code}/${secret}`;
      const card = { title, author, message, address, code: journey.code, secret: groupsOf(secret) };
      return await sendCards(reply, kind, [card], cardWords(t));
    });
}

function isFound(said: unknown): said is Found {
  return typeof said === "object" && said !== null && "nextSecret" in said;
}

/** Forms of whoever has the book in their hands: with the secret of the label, or as its holder. */
function registerBearerForms(app: App, deps: SiteDeps, language: Language): void {
  const { db, clock } = deps;
  const base = localePaths[language];
  const on = (
    name: string,
    key: string,
    act: (tx: Tx, request: Request, code: string, bearer: Bearer) => Promise<unknown>,
  ): void => {
    app.post(
      `${base}/drift/:code/${name}`,
      { schema: { hide: true }, config: { csrf: "origin" } },
      async (request, reply) => {
        const { code } = request.params as { code: string };
        const secret = formField(request, "secret").slice(0, 40);
        const network = await networkKey(db, request.ip);
        const bearer = { actor: request.session?.actor ?? null, secret, network };
        const path = [code, ...(secret === "" ? [] : [secret])].map(encodeURIComponent).join("/");
        let next = `${base}/drift/${path}`;
        return await answer(
          reply,
          () => next,
          async (): Promise<Done> => {
            if (secret !== "")
              (await inTransaction(db, (tx) => countSecretAttempt(tx, clock, code, bearer)))();
            const said = await inTransaction(db, (tx) => act(tx, request, code, bearer));
            if (isFound(said)) {
              const place = encodeURIComponent(code);
              next = `${base}/drift/${place}${said.nextSecret ? `/${said.nextSecret}?found=1` : ""}`;
              return { key: said.asked ? "drift.done.asked" : key, params: {} };
            }
            const isGone = secret === "" || name === "release" || name === "nest";
            next = isGone ? `${base}/drift/${encodeURIComponent(code)}` : `${base}/drift/${path}?found=1`;
            return { key: typeof said === "string" ? said : key, params: {} };
          },
        );
      },
    );
  };
  const whereIn = (request: Request) => {
    const position = positionField(request);
    return { place: formField(request, "place").slice(0, 120), cell: position && cellOf(position) };
  };
  on("find", "drift.done.found", (tx, request, code, bearer) =>
    findBook(tx, clock, code, bearer, whereIn(request)),
  );
  on("release", "drift.done.released", (tx, request, code, bearer) =>
    releaseBook(tx, clock, code, bearer, whereIn(request)),
  );
  on("nest", "drift.done.nest", (tx, request, code, bearer) =>
    putBookInNest(tx, clock, code, bearer, formField(request, "nest")),
  );
  on("thoughts", "drift.done.thought", async (tx, request, code, bearer) => {
    const words = readForm(thoughtWordsSchema, {
      name: formField(request, "name"),
      text: formField(request, "text"),
    });
    const { isPublic } = await writeThought(tx, clock, code, bearer, words);
    return isPublic ? "drift.done.thought" : "drift.done.thought-waits";
  });
}

function registerHolderForms(app: App, deps: SiteDeps, language: Language): void {
  const { db, clock } = deps;
  const base = localePaths[language];
  app.post(`${base}/drift`, { schema: { hide: true } }, async (request, reply) => {
    const { session } = request;
    if (!session) return toSignIn(reply, language, `${base}/drift`);
    let next = `${base}/drift`;
    return await answer(
      reply,
      () => next,
      async () => {
        const chosen = (request.body as Record<string, unknown>).ring;
        const ring = [chosen ?? []].flat().filter((one): one is string => typeof one === "string");
        const { code } = await inTransaction(db, (tx) =>
          startJourney(tx, session.actor, clock, {
            copyId: formField(request, "copyId"),
            kind: ring.length > 0 ? "ring" : "ray",
            message: formField(request, "message").slice(0, 500),
            ring,
          }),
        );
        next = `${base}/drift/${code}`;
        return { key: "drift.done.started", params: {} };
      },
    );
  });
  const back = (params: Record<string, string>): string => `${base}/drift/${params.code}`;
  onOwnForm(app, `${base}/drift/:code/pass`, language, back, async ({ session, params, request }) => {
    const to = formField(request, "personId");
    await inTransaction(db, (tx) => passBookOn(tx, clock, params.code!, session.actor, to));
    return { key: "drift.done.passed", params: {} };
  });
  onOwnForm(app, `${base}/drift/:code/end`, language, back, async ({ session, params, request }) => {
    const ending = endings.find((one) => one === formField(request, "ending"));
    if (!ending) throw new Problem("form-incomplete", 422);
    await inTransaction(db, (tx) => endJourney(tx, clock, params.code!, session.actor, ending));
    return { key: "drift.done.ended", params: {} };
  });
  onOwnForm(app, `${base}/drift/:code/report`, language, back, async ({ session, request }) => {
    const [id, words] = [formField(request, "thoughtId"), formField(request, "words").trim().slice(0, 500)];
    await inTransaction(db, (tx) => reportThought(tx, session.actor, clock, id, words));
    return { key: "community.reported", params: {} };
  });
  onOwnForm(app, `${base}/drift/:code/still`, language, back, async ({ session, params }) => {
    const isMine = await inTransaction(db, (tx) => stillThere(tx, clock, params.code!, session.person.id));
    if (!isMine) throw new Problem("journey-not-yours", 403);
    return { key: "drift.done.still", params: {} };
  });
}
