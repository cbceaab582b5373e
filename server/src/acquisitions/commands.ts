import { z } from "zod";
import { findMemberByCode } from "../consortium/index.ts";
import { createdSchema, listOf } from "../contracts/shapes.ts";
import { type Actor, memberWorkedAt } from "../kernel/actor.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import type { Db } from "../kernel/database.ts";
import { pageOf, paging } from "../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { demandPermission, person, staff } from "../people/index.ts";
import { refusalTable } from "./refusals.ts";
import {
  newSuggestionSchema,
  suggestedBookSchema,
  suggestionSchema,
  suggestionWordsSchema,
  verdictSchema,
} from "./schema.ts";
import { wordsFromQuery } from "./search-words.ts";
import { suggestedBooks, suggestionsOf } from "./suggestion-lists.ts";
import { amend, decide, suggest, withdraw } from "./suggestions.ts";
import { suggestionStates } from "./words.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
const nothing = z.object({});
const one = z.object({ id: z.string().max(60) });
const own = (): string => "/suggestions";

/** Whoever buys for a library, or for all of them. */
const buyer = staff("catalogue.edit", "somewhere");

/** The library somebody buys for: the one named, else the one worked at. Refuses `choose-branch` 409, `member-unknown` 404, `forbidden` 403. */
async function memberMeant(db: Db, actor: Actor, code: string | undefined): Promise<number> {
  const own = actor.grants.map((grant) => grant.scope);
  const only = actor.scope ?? (new Set(own).size === 1 ? (own[0] ?? null) : null);
  const memberId =
    code === undefined ? (only ?? memberWorkedAt(actor)) : (await findMemberByCode(db, code)).id;
  demandPermission(actor, "catalogue.edit", memberId);
  return memberId;
}

/** A book that only an ISBN is known of bears it as its title until somebody says more. */
function titled<W extends { title: string; isbn: string }>(words: W, search: string): W {
  return { ...words, title: words.title || search };
}

/** A reader asks for a book. */
const suggestBook = command({
  name: "acquisitions.suggest",
  summary: "Suggest that my library buys a book; the answer comes to my inbox",
  path: "/suggestions",
  status: 201,
  who: person,
  params: nothing,
  input: newSuggestionSchema,
  output: createdSchema,
  refusals: [
    "suggestion-library",
    "suggestion-isbn",
    "suggestion-held",
    "suggestions-exhausted",
    "suggestion-twice",
  ],
  audit: ({ output }) => ({ subject: { kind: "suggestion", id: output.id }, scope: null }),
  run: async (tx, actor, clock, _params, input) => ({ id: await suggest(tx, actor, clock, input) }),
  forms: [
    {
      path: "/suggestions",
      after: (_params, output) => `/suggestions#${output.id}`,
      failed: (_params, sent) =>
        `/suggestions?${new URLSearchParams({ q: sent.title ?? sent.search ?? "" })}`,
      done: () => ({ key: "buy.done.sent" }),
      // One tap on a search that found nothing says no more than what was searched.
      prepareFields: (fields) =>
        typeof fields.title === "string" || typeof fields.search !== "string"
          ? fields
          : { ...fields, ...titled(wordsFromQuery(fields.search), fields.search) },
    },
  ],
});

/** More is said of it. */
const amendSuggestion = command({
  name: "acquisitions.amend",
  summary: "Say more about a book I suggested, while it waits",
  method: "PUT",
  path: "/suggestions/:id",
  status: 204,
  who: person,
  params: one,
  input: suggestionWordsSchema,
  output: nothing,
  refusals: [
    "suggestion-unknown",
    "suggestion-decided",
    "suggestion-isbn",
    "suggestion-held",
    "suggestion-twice",
  ],
  audit: ({ params }) => ({ subject: { kind: "suggestion", id: params.id }, scope: null }),
  run: async (tx, actor, _clock, { id }, input) => {
    await amend(tx, actor, id, input);
    return {};
  },
  forms: [{ path: "/suggestions/:id", after: own, failed: own, done: () => ({ key: "buy.done.amended" }) }],
});

/** It is not wanted any more. */
const withdrawSuggestion = command({
  name: "acquisitions.withdraw",
  summary: "Take back a book I suggested, while it waits",
  method: "DELETE",
  path: "/suggestions/:id",
  status: 204,
  who: person,
  params: one,
  input: nothing,
  output: nothing,
  refusals: ["suggestion-unknown", "suggestion-decided"],
  audit: ({ params }) => ({ subject: { kind: "suggestion", id: params.id }, scope: null }),
  run: async (tx, actor, _clock, { id }) => {
    await withdraw(tx, actor, id);
    return {};
  },
  forms: [
    {
      path: "/suggestions/:id/withdraw",
      after: own,
      failed: own,
      done: () => ({ key: "buy.done.withdrawn" }),
    },
  ],
});

/** Staff answer. */
const decideSuggestion = command({
  name: "acquisitions.decide",
  summary: "Accept, decline or report as arrived a book that readers suggested; all of them are told",
  path: "/suggested-books/:id/verdict",
  status: 200,
  who: buyer,
  params: one,
  input: verdictSchema,
  output: z.object({ readers: z.number().int() }).meta({ id: "DecidedSuggestion" }),
  refusals: ["suggestion-reason", "suggestion-unknown", "suggestion-decided"],
  audit: "events",
  run: async (tx, actor, clock, { id }, input) => await decide(tx, actor, clock, id, input),
});

const ownSuggestions = query({
  name: "acquisitions.own-suggestions",
  summary: "Books I suggested, the newest first, with what became of them",
  path: "/suggestions",
  who: person,
  params: nothing,
  filter: z.strictObject({}),
  output: listOf(suggestionSchema),
  refusals: [],
  run: async ({ db }, actor) => ({ items: await suggestionsOf(db, actor.personId) }),
});

const books = query({
  name: "acquisitions.suggested-books",
  summary: "Books that readers of a library suggested, those most readers wait for first",
  path: "/suggested-books",
  who: buyer,
  params: nothing,
  filter: z.strictObject({
    ...paging,
    state: z.enum(suggestionStates).default("waiting"),
    member: z.string().min(1).max(20).optional().describe("Code of the library; absent: the one worked at"),
  }),
  output: pageOf(suggestedBookSchema),
  refusals: ["member-unknown"],
  run: async ({ db }, actor, _params, { member, ...filter }) =>
    await suggestedBooks(db, await memberMeant(db, actor, member), filter),
});

/** What readers and staff do with suggestions. */
export const acquisitionCommands: readonly AnyCommand[] = [
  suggestBook,
  amendSuggestion,
  withdrawSuggestion,
  decideSuggestion,
];
/** What they ask about them. */
export const acquisitionQueries: readonly AnyQuery[] = [ownSuggestions, books];
