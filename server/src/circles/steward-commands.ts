import { z } from "zod";
import { createdSchema } from "../contracts/shapes.ts";
import type { AnyCommand } from "../kernel/command.ts";
import { uuidSchema } from "../neighbours/schema.ts";
import { person } from "../people/index.ts";
import { circleAct, circleForm, circleParams, command, noInput, nothing, ofPerson } from "./circle-doors.ts";
import { agreeParent, askParent, changeCircle, createCircle, guardCircle, partCircles } from "./circles.ts";
import { admitMember, expelMember, pardonMember, refuseMember, setSteward } from "./memberships.ts";
import { makeInvite, uploadRoster } from "./proofs.ts";
import { refuse } from "./refusals.ts";
import { circleChangesSchema, circleInputSchema } from "./schema.ts";
import { takeStewardship } from "./stewardship.ts";

/** What a circle says of itself may be refused for. */
const wordRefusals = [
  "circle-proof-foreign",
  "circle-library-only",
  "circle-name-invalid",
  "circle-member-needed",
  "circle-domain-needed",
  "member-unknown",
  "text-refused",
] as const;

/** Refuses `circle-proof-missing` 400 when no way in is ticked. */
function withProofs(fields: Record<string, unknown>): Record<string, unknown> {
  if (fields.proofs === undefined || fields.proofs === "") throw refuse("circle-proof-missing");
  return fields;
}

const found = command({
  name: "circles.found-circle",
  summary: "Found a circle",
  path: "/sharing/circles",
  status: 201,
  who: person,
  params: z.object({}),
  input: circleInputSchema,
  output: createdSchema,
  refusals: ["minor-guarded-only", "circles-exhausted", ...wordRefusals],
  audit: "events",
  run: (tx, actor, clock, _params, input) => createCircle(tx, actor, clock, input),
  forms: [
    {
      path: "/sharing/circles",
      prepareFields: withProofs,
      after: (_params, { id }) => `/sharing/circles/${id}`,
      failed: () => "/sharing/circles",
      done: () => ({ key: "sharing.done.founded" }),
    },
  ],
});

const change = command({
  name: "circles.change-circle",
  summary: "Change a circle's words, ways in and rules",
  method: "PATCH",
  path: "/sharing/circles/:id",
  status: 200,
  who: person,
  params: circleParams,
  input: circleChangesSchema,
  output: nothing,
  refusals: ["circle-unknown", "steward-needed", ...wordRefusals, "circle-guarded-proofs"],
  audit: "events",
  run: async (tx, actor, clock, { id }, input) => {
    await changeCircle(tx, actor, clock, id, input);
    return {};
  },
  forms: [circleForm("change", "sharing.done.saved", { prepareFields: withProofs })],
});

const people: AnyCommand[] = (
  [
    ["admit", "Let an applicant in", admitMember, []],
    ["refuse", "Say no to an applicant", refuseMember, []],
    ["expel", "Put a member out", expelMember, ["steward-expel"]],
    ["pardon", "Let somebody who was put out ask again", pardonMember, []],
  ] as const
).map(([name, summary, work, refusals]) =>
  circleAct({
    name,
    summary,
    path: name,
    input: ofPerson,
    refusals: ["steward-needed", "reader-unknown", ...refusals],
    run: (tx, actor, clock, id, { personId }) => work(tx, actor, clock, id, personId),
    forms: [circleForm(name, "sharing.done.saved")],
  }),
);

const steward = circleAct({
  name: "set-steward",
  summary: "Make a member a steward, or not",
  path: "steward",
  input: ofPerson.extend({ isSteward: z.boolean() }).meta({ id: "SetSteward" }),
  refusals: ["steward-needed", "reader-unknown", "steward-last"],
  run: (tx, actor, _clock, circleId, input) => setSteward(tx, actor, { circleId, ...input }),
  forms: [circleForm("steward", "sharing.done.saved")],
});

const guard = circleAct({
  name: "guard",
  summary: "Answer for a circle, as a library",
  path: "guard",
  input: z.strictObject({ memberId: z.number().int().nullable() }).meta({ id: "GuardCircle" }),
  refusals: ["circle-guarded-proofs"],
  run: (tx, actor, _clock, id, { memberId }) => guardCircle(tx, actor, id, memberId),
  forms: [circleForm("guard", "sharing.done.saved")],
});

const ask = circleAct({
  name: "ask-parent",
  summary: "Ask to be part of another circle",
  path: "parent",
  input: z.strictObject({ parentId: uuidSchema }).meta({ id: "AskParent" }),
  refusals: ["steward-needed", "circle-in-itself", "circle-parents-exhausted"],
  run: (tx, actor, clock, id, { parentId }) => askParent(tx, actor, clock, id, parentId),
  forms: [circleForm("parent", "sharing.done.parent")],
});

const agree = circleAct({
  name: "agree-child",
  summary: "Agree that another circle is part of mine",
  path: "children/agreement",
  input: z.strictObject({ childId: uuidSchema }).meta({ id: "AgreeChild" }),
  refusals: ["steward-needed"],
  run: (tx, actor, clock, id, { childId }) => agreeParent(tx, actor, clock, childId, id),
  forms: [circleForm("parent-agree", "sharing.done.saved")],
});

const part = circleAct({
  name: "part",
  summary: "Part two circles: mine and one it is `in`, or one that is part `of` it",
  path: "parting",
  input: z.strictObject({ otherId: uuidSchema, direction: z.enum(["in", "of"]) }).meta({ id: "PartCircles" }),
  refusals: ["steward-needed"],
  run: (tx, actor, _clock, id, { otherId, direction }) =>
    direction === "of" ? partCircles(tx, actor, otherId, id) : partCircles(tx, actor, id, otherId),
  forms: [circleForm("part", "sharing.done.saved")],
});

const roster = command({
  name: "circles.upload-roster",
  summary: "Put down who belongs: addresses or reader numbers, one to a line",
  path: "/sharing/circles/:id/roster",
  status: 200,
  who: person,
  params: circleParams,
  input: z.strictObject({ text: z.string().max(500_000).default("") }).meta({ id: "UploadRoster" }),
  output: z.object({ added: z.number(), total: z.number() }).meta({ id: "RosterUpload" }),
  refusals: ["circle-unknown", "steward-needed", "roster-length"],
  audit: "events",
  run: (tx, actor, _clock, { id }, { text }) => uploadRoster(tx, actor, id, text),
  forms: [
    circleForm("roster", "", {
      done: ({ added, total }) => ({ key: "sharing.done.roster", params: { added, total } }),
    }),
  ],
});

const invite = command({
  name: "circles.make-invite",
  summary: "Make a link that lets people in; the token is told once",
  path: "/sharing/circles/:id/invites",
  status: 201,
  secret: true,
  who: person,
  params: circleParams,
  input: z
    .strictObject({
      days: z.number().int().min(1).max(60).default(7),
      uses: z.number().int().min(1).max(500).default(20),
    })
    .meta({ id: "MakeInvite" }),
  output: z
    .object({ id: z.string(), token: z.string(), expiresAt: z.string() })
    .meta({ id: "NewInvitation" }),
  refusals: ["circle-unknown", "steward-needed", "circle-proof"],
  audit: "events",
  run: (tx, actor, clock, { id }, input) => makeInvite(tx, actor, clock, id, input),
  forms: [
    circleForm("invite", "", {
      after: (_params, { token }) => `/sharing/invite/${token}/poster`,
      done: () => null,
    }),
  ],
});

/** The member who was asked looks after a circle whose last steward is gone. */
const take = command({
  name: "circles.take-stewardship",
  summary: "Look after a circle whose last steward is gone, having been asked to",
  path: "/sharing/circles/:id/stewardship",
  status: 204,
  who: person,
  params: circleParams,
  input: noInput,
  output: nothing,
  refusals: ["circle-unknown", "steward-not-asked", "steward-found"],
  audit: ({ params }) => ({ subject: { kind: "sharing-circle", id: params.id }, scope: null }),
  run: async (tx, actor, _clock, { id }) => {
    await takeStewardship(tx, actor, id);
    return {};
  },
  forms: [circleForm("stewardship", "sharing.done.saved")],
});

/** Founding circles and looking after them. */
export const stewardCommands: readonly AnyCommand[] = [
  found,
  change,
  ...people,
  steward,
  guard,
  ask,
  agree,
  part,
  roster,
  invite,
  take,
];
