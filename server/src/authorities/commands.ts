import { z } from "zod";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { pageOf, paging } from "../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { staff } from "../people/index.ts";
import { findAuthorities, getAuthority } from "./authorities.ts";
import {
  addAuthority,
  addFromHeading,
  changeAuthority,
  mergeAuthorities,
  withdrawAuthority,
} from "./bench.ts";
import { linkHeadings, listHeadings, setHeading } from "./links.ts";
import { refusalTable } from "./refusals.ts";
import {
  authorityChangeSchema,
  authorityLineSchema,
  authorityMergeSchema,
  authoritySchema,
  headingLinksSchema,
  headingSchema,
  newAuthoritySchema,
} from "./schema.ts";
import { authorityKinds, headingKinds, headingStates } from "./words.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
/** Authorities are the region's: every cataloguer looks after them. */
const who = staff("catalogue.edit", "somewhere");
const nothing = z.object({});
const id = z.object({ id: z.coerce.number().int().positive() });
const about =
  (kind: string) =>
  ({ params }: { params: { id: number } }) =>
    ({ subject: { kind, id: String(params.id) }, scope: null }) as const;

const find = query({
  name: "authorities.find",
  summary: "Authorities that are called so, or whose name begins so, in any script; the most used first",
  path: "/authorities",
  who,
  params: nothing,
  filter: z.strictObject({
    ...paging,
    q: z.string().max(200).default(""),
    kind: z.enum(authorityKinds).optional(),
  }),
  output: pageOf(authorityLineSchema),
  refusals: [],
  run: async ({ db }, _actor, _params, question) => await findAuthorities(db, question),
});

const view = query({
  name: "authorities.authority",
  summary: "One authority with everything it is called, in all scripts",
  path: "/authorities/:id",
  who,
  params: id,
  filter: nothing,
  output: authoritySchema,
  refusals: ["authority-unknown"],
  run: async ({ db }, _actor, params) => await getAuthority(db, params.id),
});

const headings = query({
  name: "authorities.headings",
  summary: "Names and subjects as records write them, with whose they are or may be; the region's task list",
  path: "/authority-headings",
  who,
  params: nothing,
  filter: z.strictObject({
    ...paging,
    state: z.enum(headingStates).default("open"),
    known: z.stringbool().optional().describe("Only those that some authority is called, or only the others"),
    kind: z.enum(headingKinds).optional(),
    q: z.string().max(200).default(""),
  }),
  output: pageOf(headingSchema),
  refusals: [],
  run: async ({ db }, _actor, _params, { known, ...question }) =>
    await listHeadings(db, { ...question, known: known ?? null }),
});

const add = command({
  name: "authorities.add",
  summary: "Make an authority",
  path: "/authorities",
  status: 201,
  who,
  params: nothing,
  input: newAuthoritySchema,
  output: authoritySchema,
  refusals: ["authority-heading-empty"],
  audit: ({ output }) => ({ subject: { kind: "authority", id: String(output.id) }, scope: null }),
  run: async (tx, actor, clock, _params, input) => await addAuthority(tx, actor, clock, input),
});

const change = command({
  name: "authorities.change",
  summary: "Change what an authority is called; the titles linked to it follow",
  method: "PUT",
  path: "/authorities/:id",
  status: 200,
  who,
  params: id,
  input: authorityChangeSchema,
  output: authoritySchema,
  refusals: ["authority-unknown", "authority-changed", "authority-heading-empty"],
  audit: about("authority"),
  run: async (tx, actor, clock, params, input) => await changeAuthority(tx, actor, clock, params.id, input),
});

const merge = command({
  name: "authorities.merge",
  summary: "Join an authority into another: its forms and links go with it",
  path: "/authorities/:id/merger",
  status: 200,
  who,
  params: id,
  input: authorityMergeSchema,
  output: authoritySchema,
  refusals: ["authority-unknown", "authority-itself", "authority-kind-other"],
  audit: ({ params, output }) => ({
    subject: { kind: "authority", id: String(params.id) },
    scope: null,
    detail: { into: output.id },
  }),
  run: async (tx, actor, clock, params, { into }) =>
    await mergeAuthorities(tx, actor, clock, params.id, into),
});

const withdraw = command({
  name: "authorities.withdraw",
  summary: "Take away an authority that nothing is linked to",
  method: "DELETE",
  path: "/authorities/:id",
  status: 204,
  who,
  params: id,
  input: nothing,
  output: nothing,
  refusals: ["authority-unknown", "authority-in-use"],
  audit: about("authority"),
  run: async (tx, actor, clock, params) => {
    await withdrawAuthority(tx, actor, clock, params.id);
    return {};
  },
});

const link = command({
  name: "authorities.link",
  summary: "Link headings of the records to authorities, all of them or none",
  path: "/authority-headings/links",
  status: 200,
  who,
  params: nothing,
  input: headingLinksSchema,
  output: z.object({ linked: z.number().int() }).meta({ id: "LinkedHeadings" }),
  refusals: ["heading-unknown", "authority-unknown", "authority-kind-other"],
  audit: ({ input }) => ({
    subject: { kind: "heading", id: String(input.links[0]!.headingId) },
    scope: null,
    detail: { links: input.links.length },
  }),
  run: async (tx, actor, clock, _params, { links }) => {
    await linkHeadings(tx, actor, clock, links);
    return { linked: links.length };
  },
});

const setApart = command({
  name: "authorities.set-apart",
  summary: "Say of a heading that it is none of the authorities that are called so",
  path: "/authority-headings/:id/apart",
  status: 204,
  who,
  params: id,
  input: nothing,
  output: nothing,
  refusals: ["heading-unknown"],
  audit: about("heading"),
  run: async (tx, actor, clock, params) => {
    await setHeading(tx, actor, clock, params.id, "apart");
    return {};
  },
});

const reopen = command({
  name: "authorities.reopen",
  summary: "Take back what was said of a heading",
  path: "/authority-headings/:id/reopening",
  status: 204,
  who,
  params: id,
  input: nothing,
  output: nothing,
  refusals: ["heading-unknown"],
  audit: about("heading"),
  run: async (tx, actor, clock, params) => {
    await setHeading(tx, actor, clock, params.id, "open");
    return {};
  },
});

const addFrom = command({
  name: "authorities.add-from-heading",
  summary: "Make an authority of a heading of the records, and link it",
  path: "/authority-headings/:id/authority",
  status: 201,
  who,
  params: id,
  input: nothing,
  output: authoritySchema,
  refusals: ["heading-unknown"],
  audit: ({ params, output }) => ({
    subject: { kind: "authority", id: String(output.id) },
    scope: null,
    detail: { heading: params.id },
  }),
  run: async (tx, actor, clock, params) => await addFromHeading(tx, actor, clock, params.id),
});

/** What cataloguers do with authorities. */
export const authorityCommands: readonly AnyCommand[] = [
  add,
  change,
  merge,
  withdraw,
  link,
  setApart,
  reopen,
  addFrom,
];
/** What they ask about them. */
export const authorityQueries: readonly AnyQuery[] = [find, view, headings];
