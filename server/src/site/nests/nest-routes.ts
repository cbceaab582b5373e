import { createElement } from "react";
import { inTransaction, type Tx } from "../../kernel/database.ts";
import type { App, Request } from "../../kernel/http.ts";
import { PHOTO_REQUEST_BYTES, readUploadedPhoto } from "../../kernel/images/uploaded-photo.ts";
import { Problem } from "../../kernel/problem.ts";
import { qrPath } from "../../kernel/qr.ts";
import { networkKey } from "../../kernel/secrets.ts";
import type { Language } from "../../kernel/text.ts";
import { cellOf, centreOf } from "../../neighbours/index.ts";
import {
  changeNest,
  copiesAt,
  decideNestPhoto,
  findNests,
  getNest,
  isNestSteward,
  leaveCopy,
  loanAtNest,
  nestSecret,
  nestWordsSchema,
  openNest,
  passSecretGate,
  photosOf,
  registerNest,
  reportNest,
  stewardsOf,
  takeCopy,
  takeNestPhoto,
  undoable,
  visitKinds,
  visitNest,
} from "../../nests/index.ts";
import { sharedLoansOf } from "../../peer-loans/index.ts";
import { myBooks } from "../../shelves/index.ts";
import { cardWords, sendCards } from "../drifting/card-file.ts";
import { answer, type Done, toSignIn } from "../form-answer.ts";
import { formField } from "../form-field.ts";
import { localePaths } from "../locale.ts";
import { onOwnForm, type PostedForm, readForm } from "../own-form.ts";
import { sendPage, siteContext } from "../page-frame.ts";
import { positionField, positionOf } from "../position-field.ts";
import type { SiteDeps } from "../site-deps.ts";

/** Labels for the doors, shelves and lids of one nest. */
const LABELS_ON_SHEET = 8;

/** The pages of nests in one language: near or by name, one nest, and their forms. */
export function registerNestPages(app: App, deps: SiteDeps, language: Language): void {
  registerViews(app, deps, language);
  registerForms(app, deps, language);
  registerVisitForm(app, deps, language);
}

function registerViews(app: App, deps: SiteDeps, language: Language): void {
  const { db, clock, pages } = deps;
  const base = localePaths[language];
  app.get(`${base}/nests`, { schema: { hide: true } }, async (request, reply) => {
    const { q = "", lat = "", lon = "", system = "" } = request.query as Record<string, string>;
    const site = siteContext(request, reply, language, deps);
    const cell = lat === "" && lon === "" ? null : cellOf(positionOf(lat, lon, system));
    const text = q.slice(0, 100);
    const nests = await findNests(db, clock, { cell, text });
    const place = cell === null ? null : centreOf(cell);
    return sendPage(reply, site, createElement(pages.NestsPage, { site, nests, text, place }));
  });
  app.get(`${base}/nests/:code/labels.pdf`, { schema: { hide: true } }, async (request, reply) => {
    const { code } = request.params as { code: string };
    if (!request.session) return toSignIn(reply, language, `${base}/nests/${code}`);
    const nest = await getNest(db, clock, code);
    if (!(await isNestSteward(db, request.session.person.id, nest.id))) throw new Problem("forbidden", 403);
    const { t, origin } = siteContext(request, reply, language, deps);
    const secret = await nestSecret(db, nest.id);
    const address = `${origin}${base}/nests/${nest.code}?s=${secret}`;
    const label = { title: nest.name, author: nest.address, message: "", address, code: nest.code, secret };
    return sendCards(reply, "labels", Array(LABELS_ON_SHEET).fill(label), {
      ...cardWords(t),
      label: t("nests.labels"),
      labelNote: t("nests.label-note"),
      code: t("nests.code"),
      secret: t("nests.secret"),
    });
  });
  app.get(`${base}/nests/:code`, { schema: { hide: true } }, async (request, reply) => {
    const { code: typed } = request.params as { code: string };
    const site = siteContext(request, reply, language, deps);
    const nest = await getNest(db, clock, typed);
    const personId = request.session?.person.id ?? null;
    const isSteward = personId !== null && (await isNestSteward(db, personId, nest.id));
    const [copies, stewards, photos, loans, own, undo] = await Promise.all([
      copiesAt(db, nest.id),
      stewardsOf(db, nest.id, personId),
      photosOf(db, nest.id, isSteward),
      personId === null ? [] : agreedLoans(deps, personId),
      personId === null ? null : myBooks(db, personId, {}),
      personId === null ? null : undoable(db, clock, nest.id, personId),
    ]);
    const label = isSteward ? await nestSecret(db, nest.id) : null;
    const address = `${site.origin}${base}/nests/${nest.code}${label ? `?s=${label}` : ""}`;
    const code = { ...qrPath(address), address, secret: label };
    const { s: secret = "" } = request.query as { s?: string };
    const free = (own?.items ?? []).filter((copy) => copy.isFree).map(({ id, title }) => ({ id, title }));
    const seen = { nest, copies, stewards, photos, isSteward, loans, own: free, undo, code };
    const props = { site, ...seen, secret: secret.slice(0, 40) };
    return sendPage(reply, site, createElement(pages.NestPage, props));
  });
}

/** Agreed loans of a reader whose book may be left or taken at a nest. */
async function agreedLoans(
  { db, clock }: SiteDeps,
  personId: string,
): Promise<{ id: string; title: string }[]> {
  const both = await Promise.all(
    (["lender", "borrower"] as const).map((side) => sharedLoansOf(db, clock, personId, side)),
  );
  return both
    .flat()
    .flatMap(({ id, title, state }) => (state === "accepted" ? [{ id, title: title ?? "" }] : []));
}

function readWords(request: Request): ReturnType<typeof nestWordsSchema.parse> {
  const capacity = formField(request, "capacity");
  return readForm(nestWordsSchema, {
    name: formField(request, "name"),
    kind: formField(request, "kind"),
    address: formField(request, "address"),
    opening: formField(request, "opening"),
    access: formField(request, "access"),
    forChildren: formField(request, "forChildren") === "1",
    capacity: capacity === "" ? null : Number(capacity),
  });
}

function secretIn(request: Request): string {
  return formField(request, "secret").slice(0, 40);
}

function registerForms(app: App, deps: SiteDeps, language: Language): void {
  const { db, clock } = deps;
  const base = localePaths[language];
  const back = (params: Record<string, string>): string => `${base}/nests/${params.code}`;
  app.post(`${base}/nests`, { schema: { hide: true } }, async (request, reply) => {
    const { session } = request;
    if (!session) return toSignIn(reply, language, `${base}/nests`);
    let next = `${base}/nests`;
    return await answer(
      reply,
      () => next,
      async () => {
        const position = positionField(request);
        if (!position) throw new Problem("position-invalid", 400);
        const words = readWords(request);
        const { code } = await inTransaction(db, (tx) =>
          registerNest(tx, session.actor, clock, { ...words, position }),
        );
        next = `${base}/nests/${code}`;
        return { key: "nests.done.registered", params: {} };
      },
    );
  });
  const on = (
    name: string,
    key: string,
    act: (tx: Tx, form: PostedForm, code: string) => Promise<unknown>,
  ): void =>
    onOwnForm(app, `${base}/nests/:code/${name}`, language, back, async (form): Promise<Done> => {
      await passSecretGate(deps, form.request.ip, form.params.code!, secretIn(form.request));
      await inTransaction(db, (tx) => act(tx, form, form.params.code!));
      return { key, params: {} };
    });
  on("report", "community.reported", (tx, { session, request }, code) =>
    reportNest(tx, session.actor, clock, code, formField(request, "words").trim().slice(0, 500)),
  );
  on("leave", "nests.done.left", (tx, { session, request }, code) =>
    leaveCopy(tx, session.actor, clock, { code, secret: secretIn(request) }, formField(request, "copyId")),
  );
  on("loans/:loanId", "nests.done.loan", (tx, { session, params }, code) =>
    loanAtNest(tx, session.actor, clock, code, params.loanId!),
  );
  on("copies/:copyId/take", "nests.done.taken", (tx, { session, params, request }, code) =>
    takeCopy(tx, session.actor, clock, { code, secret: secretIn(request) }, params.copyId!),
  );
  on("change", "nests.done.saved", (tx, { session, request }, code) =>
    changeNest(tx, session.actor, clock, code, readWords(request)),
  );
  on("open", "nests.done.saved", (tx, { session, request }, code) =>
    openNest(tx, session.actor, code, formField(request, "open") === "1" ? "reopen" : "close"),
  );
  on("photos/:photoId", "nests.done.saved", (tx, { session, params, request }, code) =>
    decideNestPhoto(tx, session.actor, code, params.photoId!, formField(request, "show") === "1"),
  );
  app.post(
    `${base}/nests/:code/photo`,
    { schema: { hide: true }, config: { csrf: "origin", uploadBytes: PHOTO_REQUEST_BYTES } },
    async (request, reply) => {
      const params = request.params as Record<string, string>;
      const { session } = request;
      if (!session) return toSignIn(reply, language, back(params));
      return await answer(reply, back(params), async () => {
        await takeNestPhoto(deps, session.actor, params.code!, () => readUploadedPhoto(request));
        return { key: "nests.done.photo", params: {} };
      });
    },
  );
}

function registerVisitForm(app: App, { db, clock }: SiteDeps, language: Language): void {
  const base = localePaths[language];
  // Whoever reads the label tells without an account too.
  app.post(
    `${base}/nests/:code/visits`,
    { schema: { hide: true }, config: { csrf: "origin" } },
    async (request, reply) => {
      const { code } = request.params as { code: string };
      const secret = secretIn(request);
      const place = `${base}/nests/${code}${secret ? `?s=${encodeURIComponent(secret)}` : ""}`;
      return await answer(reply, place, async (): Promise<Done> => {
        const kind = visitKinds.find((one) => one === formField(request, "kind"));
        if (!kind) throw new Problem("form-incomplete", 422);
        const books = Number(formField(request, "books") || "0");
        const visitor = {
          actor: request.session?.actor ?? null,
          secret,
          network: await networkKey(db, request.ip),
        };
        await passSecretGate({ db, clock }, request.ip, code, secret);
        await inTransaction(db, (tx) => visitNest(tx, visitor, clock, code, { kind, books }));
        return { key: "nests.done.visited", params: {} };
      });
    },
  );
}
