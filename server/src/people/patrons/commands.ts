import { z } from "zod";
import { type Actor, memberWorkedAt } from "../../kernel/actor.ts";
import { type AnyCommand, type AuditNote, commandsOf } from "../../kernel/command.ts";
import { grave, staff } from "../access.ts";
import { refusalTable } from "../refusals.ts";
import { blocksOf, liftBlock, setBlocks } from "./blocks.ts";
import { endCard, giveCard, restoreCard } from "./card-changes.ts";
import { loadPatrons as loadRows } from "./load.ts";
import { drawOneTimePassword, setOneTimePassword } from "./one-time-password.ts";
import {
  addPatronAffiliation,
  changeAffiliation,
  changePatron,
  lockOwnPatron,
  readPatron,
  registerPatron,
} from "./patrons.ts";
import {
  affiliationChangeSchema,
  cardSchema,
  loadCountsSchema,
  newAffiliationSchema,
  newBlockSchema,
  newPatronSchema,
  oneTimePasswordSchema,
  patronChangeSchema,
  patronRowSchema,
  patronSchema,
  replacementSchema,
} from "./schema.ts";

const command = commandsOf(refusalTable);
const who = staff("people.register");
const nothing = z.object({});
const ofPatron = z.object({ id: z.string().max(60) });
const CONTACT = ["email-invalid", "phone-invalid"] as const;
const AFFILIATION = ["affiliation-number-taken", ...CONTACT, "card-exists"] as const;

/** Most lines a load sends at once. */
const LOAD_ROWS = 5000;

/** The audit tells whom it concerned; the library is the one worked at. */
function about(personId: string, detail: Record<string, unknown> = {}): AuditNote {
  return { subject: { kind: "person", id: personId }, scope: "worked-at", personId, detail };
}

/** Takes a reader in. */
const register = command({
  name: "people.register-patron",
  summary: "Register a reader at the library worked at",
  path: "/patrons",
  status: 201,
  who,
  params: nothing,
  input: newPatronSchema,
  output: patronSchema,
  refusals: AFFILIATION,
  audit: ({ output }) => about(output.personId),
  run: async (tx, actor, clock, _params, input) => {
    const id = await registerPatron(tx, actor, input);
    return await readPatron(tx, clock, id, memberWorkedAt(actor));
  },
});

/** One person, one more library. */
const affiliate = command({
  name: "people.add-affiliation",
  summary: "Make a person a reader of the library worked at as well",
  path: "/patrons/:id/affiliations",
  status: 201,
  who,
  params: ofPatron,
  input: newAffiliationSchema,
  output: patronSchema,
  refusals: ["patron-unknown", ...AFFILIATION],
  audit: ({ params }) => about(params.id),
  run: async (tx, actor, clock, { id }, input) => {
    await addPatronAffiliation(tx, actor, id, input);
    return await readPatron(tx, clock, id, memberWorkedAt(actor));
  },
});

/** Renews, ends or changes what somebody is to the library. */
const reaffiliate = command({
  name: "people.change-affiliation",
  summary: "Renew, end or change what a reader is to the library worked at",
  method: "PATCH",
  path: "/patrons/:id/affiliations/:affiliationId",
  status: 200,
  who,
  params: z.object({ id: z.string().max(60), affiliationId: z.string().max(60) }),
  input: affiliationChangeSchema,
  output: patronSchema,
  refusals: ["affiliation-unknown", ...CONTACT],
  audit: ({ params, input }) => about(params.id, { changed: Object.keys(input) }),
  run: async (tx, actor, clock, { id, affiliationId }, input) => {
    const { name, ...affiliation } = input;
    await changeAffiliation(tx, actor, clock, { personId: id, id: affiliationId }, affiliation);
    if (name !== undefined) await changePatron(tx, actor, id, { name });
    return await readPatron(tx, clock, id, memberWorkedAt(actor));
  },
});

/** Name, address, language. */
const change = command({
  name: "people.change-patron",
  summary: "Change name, mail address or language of one's reader",
  method: "PATCH",
  path: "/patrons/:id",
  status: 200,
  who,
  params: ofPatron,
  input: patronChangeSchema,
  output: patronSchema,
  refusals: ["patron-unknown", "email-invalid"],
  audit: ({ params, input }) => about(params.id, { changed: Object.keys(input) }),
  run: async (tx, actor, clock, { id }, input) => {
    await changePatron(tx, actor, id, input);
    return await readPatron(tx, clock, id, memberWorkedAt(actor));
  },
});

type CardMove = "cards" | "cards/loss" | "cards/recovery";
type CardRun = (
  ...args: [Parameters<typeof endCard>[0], Actor, Parameters<typeof endCard>[2], string, string]
) => Promise<void>;

type CardWords = [name: string, summary: string, ...refusals: ("card-unknown" | "card-exists")[]];

function cardCommand(path: CardMove, [name, summary, ...refusals]: CardWords, run: CardRun): AnyCommand {
  return command({
    name,
    summary,
    path: `/patrons/:id/${path}`,
    status: 201,
    who,
    params: ofPatron,
    input: cardSchema,
    output: patronSchema,
    refusals: ["patron-unknown", ...refusals],
    audit: ({ params, input }) => about(params.id, { barcode: input.barcode }),
    run: async (tx, actor, clock, { id }, { barcode }) => {
      await run(tx, actor, clock, id, barcode);
      return await readPatron(tx, clock, id, memberWorkedAt(actor));
    },
  });
}

/** A card that takes the place of another one. */
const replaceCard = command({
  name: "people.replace-card",
  summary: "Give a reader a new card in place of another one",
  path: "/patrons/:id/cards/replacement",
  status: 201,
  who,
  params: ofPatron,
  input: replacementSchema,
  output: patronSchema,
  refusals: ["patron-unknown", "card-unknown", "card-exists"],
  audit: ({ params, input }) => about(params.id, { barcode: input.barcode, by: input.by }),
  run: async (tx, actor, clock, { id }, { barcode, by }) => {
    await endCard(tx, actor, clock, { personId: id, barcode, by });
    return await readPatron(tx, clock, id, memberWorkedAt(actor));
  },
});

/** A block on every card of a person. */
const block = command({
  name: "people.block-patron",
  summary: "Block a reader on every card, everywhere",
  path: "/patrons/:id/blocks",
  status: 201,
  who,
  params: ofPatron,
  input: newBlockSchema,
  output: z.object({ id: z.string() }).meta({ id: "SetBlock" }),
  refusals: ["patron-unknown", "block-days-invalid"],
  audit: ({ params, input }) => about(params.id, { ...input }),
  run: async (tx, actor, clock, { id }, input) => {
    const memberId = await lockOwnPatron(tx, actor, id);
    return { id: (await setBlocks(tx, clock, [id], { memberId, ...input }))[0]! };
  },
});

/** Lifts what one's own library set. */
const unblock = command({
  name: "people.unblock-patron",
  summary: "Lift a block that the library worked at has set",
  method: "DELETE",
  path: "/patrons/:id/blocks/:blockId",
  status: 200,
  who,
  params: z.object({ id: z.string().max(60), blockId: z.string().max(60) }),
  input: nothing,
  output: z.object({ left: z.int().describe("Blocks that hold, or will") }).meta({ id: "BlocksLeft" }),
  refusals: ["block-unknown"],
  audit: ({ params }) => about(params.id, { block: params.blockId }),
  run: async (tx, actor, clock, { id, blockId }) => {
    await liftBlock(tx, actor, clock, { personId: id, id: blockId });
    return { left: (await blocksOf(tx, clock, id)).length };
  },
});

/** A password for one sign-in. */
const oneTimePassword = command({
  name: "people.one-time-password",
  summary: "Give one's reader a password for one sign-in, at which another one is chosen",
  path: "/patrons/:id/one-time-password",
  status: 201,
  who,
  params: ofPatron,
  input: nothing,
  output: oneTimePasswordSchema,
  secret: true,
  refusals: ["patron-unknown", "patron-is-staff"],
  audit: ({ params }) => about(params.id),
  prepare: async (deps, actor) => {
    await grave(deps, actor);
    return await drawOneTimePassword();
  },
  run: (tx, actor, clock, { id }, _input, oneTime) => setOneTimePassword(tx, actor, clock, id, oneTime),
});

/** Readers as the university's own system knows them. */
export const loadPatrons = command({
  name: "people.load-patrons",
  summary: "Load readers of the library worked at from the university's list; nobody is deleted",
  path: "/patrons/loads",
  status: 200,
  who: staff("people.manage"),
  params: nothing,
  input: z.strictObject({
    dryRun: z.boolean().default(false),
    rows: z.array(patronRowSchema).max(LOAD_ROWS),
    debtOver: z.number().min(0).max(999_999).default(0).describe("Who owes more yuan than this is blocked"),
  }),
  output: loadCountsSchema,
  refusals: [],
  audit: ({ output: { rejected, ...counts } }) => ({
    subject: { kind: "patron-load", id: "" },
    scope: "worked-at",
    detail: { ...counts, rejected: rejected.length },
  }),
  run: (tx, actor, clock, _params, input) => loadRows(tx, actor, clock, input),
});

/** What desks and libraries do with their readers. */
export const patronCommands: readonly AnyCommand[] = [
  register,
  change,
  affiliate,
  reaffiliate,
  cardCommand(
    "cards",
    ["people.give-card", "Give a reader a card", "card-exists"],
    (tx, actor, _clock, id, barcode) => giveCard(tx, actor, id, barcode),
  ),
  cardCommand(
    "cards/loss",
    ["people.lose-card", "A reader has lost a card", "card-unknown"],
    (tx, actor, clock, id, barcode) => endCard(tx, actor, clock, { personId: id, barcode, by: null }),
  ),
  cardCommand(
    "cards/recovery",
    ["people.restore-card", "A lost card turned up", "card-unknown", "card-exists"],
    (tx, actor, _clock, id, barcode) => restoreCard(tx, actor, { personId: id, barcode }),
  ),
  replaceCard,
  block,
  unblock,
  oneTimePassword,
  loadPatrons,
];
