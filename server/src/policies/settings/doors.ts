import { z } from "zod";
import { listOf } from "../../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../../kernel/command.ts";
import { type AnyQuery, queriesOf } from "../../kernel/query.ts";
import { demandedMember, memberAt, memberCodes, ruleStaff } from "../access.ts";
import { refusalTable } from "../refusals.ts";
import { currentBook } from "../rules/book.ts";
import {
  newSettingSchema,
  newTermSchema,
  ruleFilterSchema,
  settingFilterSchema,
  settingPlaceSchema,
  settingSchema,
  termSchema,
} from "../schema.ts";
import { allEffective } from "./inherit.ts";
import { clearSetting, placeAt, setSetting } from "./settings.ts";
import { removeTerm, setTerm, termsOf } from "./terms.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
const who = ruleStaff;
const nothing = z.object({});

const enterTerm = command({
  name: "policies.set-term",
  summary: "Enter the first and the last day of a term, at a library or for the consortium",
  method: "PUT",
  path: "/terms",
  status: 200,
  who,
  params: nothing,
  input: newTermSchema,
  output: termSchema,
  refusals: ["member-unknown", "name-missing", "term-invalid"],
  audit: "events",
  run: async (tx, actor, _clock, _params, { member, ...term }) => {
    const memberId = (await memberAt(tx, member))?.id ?? null;
    const { id } = await setTerm(tx, actor, { memberId, ...term });
    return { id, member, ...term };
  },
});

const dropTerm = command({
  name: "policies.remove-term",
  summary: "Take a term away; loans made to its end keep their day",
  method: "DELETE",
  path: "/terms/:id",
  status: 204,
  who,
  params: z.object({ id: z.coerce.number().int().positive().max(2_147_483_647) }),
  input: nothing,
  output: nothing,
  refusals: ["term-unknown"],
  audit: "events",
  run: async (tx, actor, _clock, { id }) => {
    await removeTerm(tx, actor, id);
    return {};
  },
});

const terms = query({
  name: "policies.terms",
  summary: "Terms of a library and of the consortium, the latest first",
  path: "/terms",
  who,
  params: nothing,
  filter: ruleFilterSchema,
  output: listOf(termSchema),
  refusals: ["member-unknown"],
  run: async ({ db }, actor, _params, { member }) => {
    const one = await demandedMember(db, actor, member ?? null);
    const code = await memberCodes(db);
    const all = await termsOf(db, one?.id ?? null);
    return { items: all.map(({ memberId, ...term }) => ({ ...term, member: code(memberId) })) };
  },
});

const set = command({
  name: "policies.set-setting",
  summary:
    "Set what holds at the consortium, a library or a branch, and below; locked, nobody below changes it",
  method: "PUT",
  path: "/settings",
  status: 200,
  who,
  params: nothing,
  input: newSettingSchema,
  output: settingSchema,
  refusals: ["member-unknown", "branch-unknown", "setting-invalid", "setting-locked"],
  audit: "events",
  run: async (tx, actor, _clock, _params, { member, branch, ...setting }) => {
    const place = await placeAt(tx, (await memberAt(tx, member))?.id ?? null, branch);
    return await setSetting(tx, actor, { ...setting, ...place });
  },
});

const clear = command({
  name: "policies.clear-setting",
  summary: "What a place set is inherited again",
  method: "DELETE",
  path: "/settings",
  status: 200,
  who,
  params: nothing,
  input: settingPlaceSchema,
  output: settingSchema,
  refusals: ["member-unknown", "branch-unknown", "setting-locked"],
  audit: "events",
  run: async (tx, actor, _clock, _params, { key, member, branch }) => {
    const place = await placeAt(tx, (await memberAt(tx, member))?.id ?? null, branch);
    return await clearSetting(tx, actor, key, place);
  },
});

const settings = query({
  name: "policies.settings",
  summary: "What holds at a place, who said so, and whether a level above has locked it",
  path: "/settings",
  who,
  params: nothing,
  filter: settingFilterSchema,
  output: listOf(settingSchema),
  refusals: ["member-unknown", "branch-unknown"],
  run: async ({ db }, actor, _params, { member, branch }) => {
    const one = await demandedMember(db, actor, member ?? null);
    const place = await placeAt(db, one?.id ?? null, branch);
    return { items: allEffective((await currentBook(db)).settings, place) };
  },
});

/** What administrators set beside rules. */
export const settingCommands: readonly AnyCommand[] = [enterTerm, dropTerm, set, clear];
/** What they see of it. */
export const settingQueries: readonly AnyQuery[] = [terms, settings];
