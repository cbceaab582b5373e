import { createElement } from "react";
import { runOf } from "../../../../web/reader/frame/record-language.ts";
import { getInstances, resolveInstance } from "../../catalogue/index.ts";
import {
  deleteReview,
  erasePerson,
  forgetReading,
  keepHistory,
  notesOf,
  ownReviews,
  profileOf,
  rate,
  readingsOf,
  readTags,
  reportAbuse,
  setDisplayName,
  setTags,
  taggedBy,
  voicesOf,
  writeNote,
  writeReview,
} from "../../community/index.ts";
import { reviewTextSchema } from "../../community/schema.ts";
import { inTransaction, type Tx } from "../../kernel/database.ts";
import type { App } from "../../kernel/http.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Language } from "../../kernel/text.ts";
import { type OwnPosting, ownPostings } from "../../moderation/index.ts";
import { coverFacts, instanceHref } from "../catalogue/record-view.ts";
import { type Done, toSignIn } from "../form-answer.ts";
import { formField } from "../form-field.ts";
import { localePaths } from "../locale.ts";
import { instanceIn, onOwnForm, type PostedForm, readForm } from "../own-form.ts";
import { sendPage, siteContext } from "../page-frame.ts";
import type { SiteDeps } from "../site-deps.ts";
import { lineEnds, readReport } from "./list-forms.ts";
import { dayOf } from "./list-page.ts";
import { ownFacts, ownReviewFacts, voicesFacts } from "./voices-page.ts";

const SAVED: Done = { key: "community.saved", params: {} };
const PAGE = 50;
const MOST_NOTE = 10_000;
const MOST_NAME = 40;

/** What readers say about a title, what they say themselves, and their history, in one language. */
export function registerVoicePages(app: App, deps: SiteDeps, language: Language): void {
  registerReviewsPage(app, deps, language);
  registerReviewForms(app, deps, language);
  registerMyReviews(app, deps, language);
  registerHistory(app, deps, language);
}

function beforeIn(query: unknown): string | null {
  const { before } = query as { before?: unknown };
  return typeof before === "string" && !Number.isNaN(Date.parse(before)) ? before : null;
}

function registerReviewsPage(app: App, deps: SiteDeps, language: Language): void {
  const base = localePaths[language];
  app.get(`${base}/instance/:id/reviews`, { schema: { hide: true } }, async (request, reply) => {
    const params = request.params as Record<string, string>;
    const id = await resolveInstance(deps.db, instanceIn(params));
    const instance = id === undefined ? undefined : (await getInstances(deps.db, [id]))[0];
    if (!instance) throw new Problem("instance-unknown", 404);
    const href = instanceHref(instance.id, language);
    if (String(instance.id) !== params.id) return reply.redirect(`${href}/reviews`, 301);
    const personId = request.session?.person.id ?? null;
    const [voices, profile] = await Promise.all([
      voicesOf(deps.db, instance.id, personId, PAGE, beforeIn(request.query)),
      personId === null ? null : profileOf(deps.db, personId),
    ]);
    const site = siteContext(request, reply, language, deps);
    const last = voices.reviews.at(-1);
    const props = {
      site,
      href,
      title: runOf(instance.brief.title.main, instance.brief.languages, language),
      cover: coverFacts(instance.brief, language),
      voices: voicesFacts(site, instance.id, voices),
      older:
        last && voices.reviews.length === PAGE
          ? `${href}/reviews?before=${encodeURIComponent(last.at)}`
          : null,
      own: voices.own ? ownFacts(site, voices.own, profile?.displayName ?? null) : null,
    };
    return sendPage(reply, site, createElement(deps.pages.ReviewsPage, props));
  });
}

function registerReviewForms(app: App, deps: SiteDeps, language: Language): void {
  const base = localePaths[language];
  const { clock } = deps;
  const on = (name: string, act: (tx: Tx, id: number, form: PostedForm) => Promise<Done>): void =>
    onOwnForm(
      app,
      `${base}/instance/:id/reviews/${name}`,
      language,
      (params) => `${base}/instance/${encodeURIComponent(params.id!)}/reviews`,
      (form) => inTransaction(deps.db, (tx) => act(tx, instanceIn(form.params), form)),
    );
  on("rating", async (tx, id, { session, request }) => {
    const stars = formField(request, "stars");
    await rate(tx, session.actor, clock, id, /^[1-5]$/.test(stars) ? Number(stars) : null);
    return SAVED;
  });
  on("write", async (tx, id, { session, request }) => {
    const { text } = readForm(reviewTextSchema, { text: lineEnds(formField(request, "text")) });
    const review = await writeReview(tx, session.actor, clock, id, text);
    return { key: `community.written.${review.state}`, params: {} };
  });
  on("tags", async (tx, id, { session, request }) => {
    const tags = { open: readTags(formField(request, "open")), own: readTags(formField(request, "own")) };
    await setTags(tx, session.actor, clock, id, tags);
    return SAVED;
  });
  on("note", async (tx, id, { session, request }) => {
    const text = lineEnds(formField(request, "text")).trim().slice(0, MOST_NOTE);
    await writeNote(tx, session.actor, clock, id, text);
    return SAVED;
  });
  on("report", async (tx, _id, { session, request }) => {
    const subject = { kind: "review" as const, reviewId: formField(request, "review") };
    await reportAbuse(tx, session.actor, clock, subject, readReport(request));
    return { key: "community.reported", params: {} };
  });
  on("report-tag", async (tx, id, { session, request }) => {
    const subject = { kind: "tag" as const, instanceId: id, label: formField(request, "label") };
    await reportAbuse(tx, session.actor, clock, subject, readReport(request));
    return { key: "community.reported", params: {} };
  });
}

/** Reviews stand on the page with their books. */
const isNoReview = (posting: OwnPosting): boolean => posting.kind !== "review";

function registerMyReviews(app: App, deps: SiteDeps, language: Language): void {
  const base = localePaths[language];
  const account = `${base}/account/reviews`;
  app.get(account, { schema: { hide: true } }, async (request, reply) => {
    if (!request.session) return toSignIn(reply, language, account);
    const personId = request.session.person.id;
    const [profile, postings, reviews, tags, notes] = await Promise.all([
      profileOf(deps.db, personId),
      ownPostings(deps.db, personId),
      ownReviews(deps.db, personId),
      taggedBy(deps.db, personId),
      notesOf(deps.db, personId),
    ]);
    const site = siteContext(request, reply, language, deps);
    const place = (row: { instanceId: number; title: string }): { title: string; href: string } => ({
      title: row.title,
      href: instanceHref(row.instanceId, language),
    });
    const props = {
      site,
      displayName: profile.wantedName,
      postings: postings.filter(isNoReview).map((posting) => ({
        ...ownReviewFacts(site, { ...posting, instanceId: 0, title: posting.about }),
        kind: posting.kind,
      })),
      reviews: reviews.map((review) => ({ ...ownReviewFacts(site, review), ...place(review) })),
      tags: tags.map((tag) => ({ label: tag.label, titles: tag.titles.map(place) })),
      notes: notes.map((note) => ({ ...place(note), text: note.text, at: dayOf(site, note.changedAt) })),
    };
    return sendPage(reply, site, createElement(deps.pages.MyReviewsPage, props));
  });
  const back = (): string => account;
  onOwnForm(app, `${account}/name`, language, back, async ({ session, request }) => {
    const name = formField(request, "name").trim().slice(0, MOST_NAME) || null;
    await inTransaction(deps.db, (tx) => setDisplayName(tx, session.actor, deps.clock, name));
    return SAVED;
  });
  onOwnForm(app, `${account}/:id/delete`, language, back, async ({ session, params }) => {
    await inTransaction(deps.db, (tx) => deleteReview(tx, session.actor, params.id!));
    return { key: "community.review.deleted", params: {} };
  });
  onOwnForm(app, `${account}/erase`, language, back, async ({ session }) => {
    await inTransaction(deps.db, (tx) => erasePerson(tx, deps.clock, session.person.id));
    return { key: "community.erase.done", params: {} };
  });
}

function registerHistory(app: App, deps: SiteDeps, language: Language): void {
  const page = `${localePaths[language]}/account/history`;
  app.get(page, { schema: { hide: true } }, async (request, reply) => {
    if (!request.session) return toSignIn(reply, language, page);
    const personId = request.session.person.id;
    const [profile, readings] = await Promise.all([
      profileOf(deps.db, personId),
      readingsOf(deps.db, personId, beforeIn(request.query)),
    ]);
    const site = siteContext(request, reply, language, deps);
    const last = readings.at(-1);
    const props = {
      site,
      since: profile.historySince === null ? null : dayOf(site, profile.historySince),
      readings: readings.map((reading) => ({
        loanId: reading.loanId,
        title: reading.title,
        href: instanceHref(reading.instanceId, language),
        loaned: dayOf(site, reading.loanedAt),
        returned: dayOf(site, reading.returnedAt),
      })),
      older: last && readings.length >= 200 ? `${page}?before=${encodeURIComponent(last.returnedAt)}` : null,
    };
    return sendPage(reply, site, createElement(deps.pages.HistoryPage, props));
  });
  const back = (): string => page;
  for (const wish of ["on", "off"] as const)
    onOwnForm(app, `${page}/${wish}`, language, back, async ({ session }) => {
      await inTransaction(deps.db, (tx) => keepHistory(tx, session.actor, deps.clock, wish === "on"));
      return { key: wish === "on" ? "community.history.now-on" : "community.history.now-off", params: {} };
    });
  onOwnForm(app, `${page}/:id/forget`, language, back, async ({ session, params }) => {
    await inTransaction(deps.db, (tx) => forgetReading(tx, session.actor, params.id!));
    return null;
  });
}
