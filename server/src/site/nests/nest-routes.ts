import { createElement } from "react";
import type { App } from "../../kernel/http.ts";
import { PHOTO_REQUEST_BYTES, readUploadedPhoto } from "../../kernel/images/uploaded-photo.ts";
import { Problem } from "../../kernel/problem.ts";
import { qrPath } from "../../kernel/qr.ts";
import type { Language } from "../../kernel/text.ts";
import { cellOf, centreOf } from "../../neighbours/index.ts";
import {
  copiesAt,
  findNests,
  getNest,
  isNestSteward,
  nestSecret,
  photosOf,
  stewardsOf,
  takeNestPhoto,
  undoable,
} from "../../nests/index.ts";
import { sharedLoansOf } from "../../peer-loans/index.ts";
import { myBooks } from "../../shelves/index.ts";
import { cardWords, sendCards } from "../drifting/card-file.ts";
import { answer, toSignIn } from "../form-answer.ts";
import { localePaths } from "../locale.ts";
import { sendPage, siteContext } from "../page-frame.ts";
import { positionOf } from "../position-field.ts";
import type { SiteDeps } from "../site-deps.ts";

/** Labels for the doors, shelves and lids of one nest. */
const LABELS_ON_SHEET = 8;

/** The pages of nests in one language: near or by name, one nest, and their forms. */
export function registerNestPages(app: App, deps: SiteDeps, language: Language): void {
  registerViews(app, deps, language);
  registerPhotoForm(app, deps, language);
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

function registerPhotoForm(app: App, deps: SiteDeps, language: Language): void {
  const base = localePaths[language];
  app.post(
    `${base}/nests/:code/photo`,
    { schema: { hide: true }, config: { csrf: "origin", uploadBytes: PHOTO_REQUEST_BYTES } },
    async (request, reply) => {
      const { code } = request.params as { code: string };
      const back = `${base}/nests/${code}`;
      const { session } = request;
      if (!session) return toSignIn(reply, language, back);
      return await answer(reply, back, async () => {
        await takeNestPhoto(deps, session.actor, code, () => readUploadedPhoto(request));
        return { key: "nests.done.photo", params: {} };
      });
    },
  );
}
