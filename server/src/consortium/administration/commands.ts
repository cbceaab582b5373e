import { CsvError } from "csv-parse/sync";
import { z } from "zod";
import { demand } from "../../kernel/actor.ts";
import { type AnyCommand, commandsOf } from "../../kernel/command.ts";
import type { Db } from "../../kernel/database.ts";
import { addBranch, type Branch, changeBranch, findBranch, removeBranch } from "../branches.ts";
import { addClosure, hasClosure, hoursOf, removeClosure, setOpeningHours } from "../calendar.ts";
import { removeDistance, setDistance } from "../distances.ts";
import { removeLocation, setLocation } from "../locations.ts";
import { addMember, changeMember, findMemberByCode } from "../members.ts";
import { refusalTable, refuse } from "../refusals.ts";
import { ADMINS, memberAdmin, office } from "./access.ts";
import { type ClosureFile, readClosureFile } from "./closure-file.ts";
import {
  branchChangeSchema,
  branchSchema,
  closureFileSchema,
  closureLoadSchema,
  closureSchema,
  distanceSchema,
  hoursSchema,
  locationSchema,
  memberChangeSchema,
  memberSchema,
  newBranchSchema,
  newClosureSchema,
  newMemberSchema,
  waySchema,
} from "./schema.ts";

const command = commandsOf(refusalTable);
const nothing = z.object({});
const ofMember = z.object({ code: z.string().max(16) });
const ofBranch = ofMember.extend({ branch: z.string().max(60) });
/** Rules write the audit: they are called by the demo and by jobs as well. */
const audit = "events" as const;
const MOST_CLOSURES = 400;

/** The given fields without those that are absent. */
function present<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

async function branchOf(db: Db, { code, branch }: { code: string; branch: string }): Promise<Branch> {
  return await findBranch(db, (await findMemberByCode(db, code)).id, branch);
}

/** A branch named `JINHE/MAIN`. */
async function branchAt(db: Db, place: string): Promise<Branch> {
  const [code = "", branch = ""] = place.split("/");
  return await branchOf(db, { code, branch });
}

/** A library joins. */
const joinMember = command({
  name: "consortium.add-member",
  summary: "Take a library into the consortium, with its main branch",
  path: "/members",
  status: 201,
  who: office,
  params: nothing,
  input: newMemberSchema,
  output: memberSchema,
  refusals: [
    "member-exists",
    "member-code-invalid",
    "name-missing",
    "time-zone-unknown",
    "circulation-default-invalid",
  ],
  audit,
  run: (tx, actor, _clock, _params, input) => addMember(tx, actor, present(input)),
});

/** Name, zone, loan days, renewals, shelf days. */
const reviseMember = command({
  name: "consortium.change-member",
  summary: "Change a member's name, time zone, loan days, renewals and shelf days",
  method: "PATCH",
  path: "/members/:code",
  status: 200,
  who: memberAdmin,
  params: ofMember,
  input: memberChangeSchema,
  output: memberSchema,
  refusals: ["member-unknown", "name-missing", "time-zone-unknown", "circulation-default-invalid"],
  audit,
  run: (tx, actor, _clock, { code }, input) => changeMember(tx, actor, code, present(input)),
});

/** A house of the member. */
const openBranch = command({
  name: "consortium.add-branch",
  summary: "Add a branch to a member",
  path: "/members/:code/branches",
  status: 201,
  who: memberAdmin,
  params: ofMember,
  input: newBranchSchema,
  output: branchSchema,
  refusals: ["member-unknown", "branch-code-invalid", "branch-exists", "name-missing"],
  audit,
  run: async (tx, actor, _clock, { code }, input) =>
    addBranch(tx, actor, { memberId: (await findMemberByCode(tx, code)).id, ...present(input) }),
});

/** Name, address, whether holds are collected there. */
const reviseBranch = command({
  name: "consortium.change-branch",
  summary: "Change a branch",
  method: "PATCH",
  path: "/members/:code/branches/:branch",
  status: 200,
  who: memberAdmin,
  params: ofBranch,
  input: branchChangeSchema,
  output: branchSchema,
  refusals: ["member-unknown", "branch-unknown", "name-missing"],
  audit,
  run: async (tx, actor, _clock, params, input) =>
    changeBranch(tx, actor, await branchOf(tx, params), present(input)),
});

/** A branch that is not used goes. */
const closeBranch = command({
  name: "consortium.remove-branch",
  summary: "Remove a branch that nothing stands in",
  method: "DELETE",
  path: "/members/:code/branches/:branch",
  status: 204,
  who: memberAdmin,
  params: ofBranch,
  input: nothing,
  output: nothing,
  refusals: ["member-unknown", "branch-unknown", "branch-in-use"],
  audit,
  run: async (tx, actor, _clock, params) => {
    await removeBranch(tx, actor, await branchOf(tx, params));
    return {};
  },
});

/** When a branch opens. */
const setHours = command({
  name: "consortium.set-hours",
  summary: "Set the opening hours of a branch; none: open every day",
  method: "PUT",
  path: "/members/:code/branches/:branch/hours",
  status: 200,
  who: memberAdmin,
  params: ofBranch,
  input: hoursSchema,
  output: hoursSchema,
  refusals: ["member-unknown", "branch-unknown", "opening-hours-invalid"],
  audit,
  run: async (tx, actor, _clock, params, { hours }) => {
    const { id } = await branchOf(tx, params);
    await setOpeningHours(tx, actor, id, hours);
    return { hours: await hoursOf(tx, id) };
  },
});

/** Where a location of the records stands. */
const placeLocation = command({
  name: "consortium.set-location",
  summary: "Say in which branch a shelving location stands, on which floor, and what it is called",
  method: "PUT",
  path: "/members/:code/locations",
  status: 200,
  who: memberAdmin,
  params: ofMember,
  input: locationSchema,
  output: locationSchema,
  refusals: ["member-unknown", "branch-unknown", "location-code-invalid"],
  audit,
  run: async (tx, actor, _clock, { code }, input) => {
    const branch = await branchOf(tx, { code, branch: input.branch });
    const { code: location, name, floor, plan } = input;
    const place = { memberId: branch.memberId, code: location, branchId: branch.id };
    await setLocation(tx, actor, { ...place, name, floor, planUrl: plan });
    return input;
  },
});

/** A location stands in the main branch again. */
const unplaceLocation = command({
  name: "consortium.remove-location",
  summary: "Forget where a shelving location stands: in the main branch then",
  method: "DELETE",
  path: "/members/:code/locations",
  status: 204,
  who: memberAdmin,
  params: ofMember,
  input: locationSchema.pick({ code: true }).meta({ id: "RemoveLocation" }),
  output: nothing,
  refusals: ["member-unknown", "location-unknown"],
  audit,
  run: async (tx, actor, _clock, { code }, input) => {
    await removeLocation(tx, actor, (await findMemberByCode(tx, code)).id, input.code);
    return {};
  },
});

/** Days on which the member is closed, one stretch or a whole list. */
const closeDays = command({
  name: "consortium.add-closures",
  summary: "Close a member for some days, or every year again",
  path: "/members/:code/closures",
  status: 201,
  who: memberAdmin,
  params: ofMember,
  input: z
    .strictObject({ closures: z.array(newClosureSchema).min(1).max(MOST_CLOSURES) })
    .meta({ id: "AddClosures" }),
  output: z.object({ closures: z.array(closureSchema) }).meta({ id: "AddedClosures" }),
  refusals: ["member-unknown", "closure-invalid"],
  audit,
  run: async (tx, actor, _clock, { code }, input) => {
    const memberId = (await findMemberByCode(tx, code)).id;
    const closures = [];
    for (const closure of input.closures)
      closures.push(await addClosure(tx, actor, { memberId, ...present(closure) }));
    return { closures };
  },
});

/** Closures from a file of the ministry or the registrar. */
const loadClosures = command({
  name: "consortium.load-closures",
  summary: "Close a member by a CSV or iCalendar file; what is closed already stays",
  path: "/members/:code/closures/file",
  status: 200,
  who: memberAdmin,
  params: ofMember,
  input: closureFileSchema,
  output: closureLoadSchema,
  refusals: ["member-unknown", "closure-file-unreadable"],
  audit,
  run: async (tx, actor, _clock, { code }, { text, language, dryRun }) => {
    const memberId = (await findMemberByCode(tx, code)).id;
    demand(actor, ADMINS, memberId);
    const { closures: rows, rejected } = readFile(text);
    const closures = [];
    for (const row of rows)
      if (!(await hasClosure(tx, memberId, row))) {
        const { line: _line, ...days } = row;
        if (!dryRun) {
          const reason = days.reason === "" ? {} : { [language]: days.reason };
          await addClosure(tx, actor, { memberId, ...days, reason });
        }
        closures.push(days);
      }
    return { added: closures.length, known: rows.length - closures.length, rejected, closures };
  },
});

function readFile(text: string): ClosureFile {
  try {
    return readClosureFile(text);
  } catch (cause) {
    if (cause instanceof CsvError)
      throw refuse("closure-file-unreadable", { line: Number(cause.lines ?? 0) });
    throw cause;
  }
}

/** The member is open then after all. */
const reopenDays = command({
  name: "consortium.remove-closure",
  summary: "Take a closure back",
  method: "DELETE",
  path: "/members/:code/closures/:id",
  status: 204,
  who: memberAdmin,
  params: ofMember.extend({ id: z.coerce.number().int().positive().max(2_147_483_647) }),
  input: nothing,
  output: nothing,
  refusals: ["member-unknown", "closure-unknown"],
  audit,
  run: async (tx, actor, _clock, { code, id }) => {
    await removeClosure(tx, actor, (await findMemberByCode(tx, code)).id, id);
    return {};
  },
});

/** How long the way takes. */
const measureWay = command({
  name: "consortium.set-distance",
  summary:
    "Say how many minutes the way from one branch to another takes; without a figure back it counts both ways",
  method: "PUT",
  path: "/distances",
  status: 200,
  who: memberAdmin,
  params: nothing,
  input: distanceSchema,
  output: distanceSchema,
  refusals: ["member-unknown", "branch-unknown", "distance-invalid"],
  audit,
  run: async (tx, actor, _clock, _params, way) => {
    const [from, to] = [await branchAt(tx, way.from), await branchAt(tx, way.to)];
    await setDistance(tx, actor, { fromBranchId: from.id, toBranchId: to.id, minutes: way.minutes });
    return way;
  },
});

/** A measured way is forgotten. */
const forgetWay = command({
  name: "consortium.remove-distance",
  summary: "Forget a measured way",
  method: "DELETE",
  path: "/distances",
  status: 204,
  who: memberAdmin,
  params: nothing,
  input: waySchema,
  output: nothing,
  refusals: ["member-unknown", "branch-unknown", "distance-unknown"],
  audit,
  run: async (tx, actor, _clock, _params, way) => {
    const [from, to] = [await branchAt(tx, way.from), await branchAt(tx, way.to)];
    await removeDistance(tx, actor, { from, toBranchId: to.id });
    return {};
  },
});

/** What administrators do with members and what they own. */
export const consortiumCommands: readonly AnyCommand[] = [
  joinMember,
  reviseMember,
  openBranch,
  reviseBranch,
  closeBranch,
  setHours,
  placeLocation,
  unplaceLocation,
  closeDays,
  loadClosures,
  reopenDays,
  measureWay,
  forgetWay,
];
