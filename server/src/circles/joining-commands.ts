import { z } from "zod";
import type { AnyCommand } from "../kernel/command.ts";
import { inTransaction } from "../kernel/database.ts";
import { person } from "../people/index.ts";
import { circleAct, circleForm, circleParams, command, noInput, nothing, ofPerson } from "./circle-doors.ts";
import { applyToCircle, joinByAccount, leaveCircle, vouchFor } from "./memberships.ts";
import { countEmailAttempt, joinByEmail, joinByInvite, joinByRoster, startEmailProof } from "./proofs.ts";
import { type Refusal, refuse } from "./refusals.ts";

/** What entering a circle may refuse, by whatever proof. */
const joinRefusals = [
  "minor-guarded-only",
  "circle-expelled",
  "circle-proof",
  "circle-member",
  "circle-rests",
] as const satisfies Refusal[];

const byAccount = circleAct({
  name: "join-by-account",
  summary: "Enter by my library account",
  path: "join-account",
  input: noInput,
  refusals: [...joinRefusals, "proof-missing"],
  run: joinByAccount,
  forms: [circleForm("join-account", "sharing.done.joined")],
});

const byRoster = circleAct({
  name: "join-by-roster",
  summary: "Enter because I stand on the list",
  path: "join-roster",
  input: noInput,
  refusals: [...joinRefusals, "proof-missing"],
  run: joinByRoster,
  forms: [circleForm("join-roster", "sharing.done.joined")],
});

const apply = circleAct({
  name: "apply",
  summary: "Ask the stewards, or the members to vouch for me",
  path: "application",
  input: z
    .strictObject({ proof: z.enum(["steward", "vouch"]), words: z.string().max(300).default("") })
    .meta({ id: "ApplyToCircle" }),
  refusals: [...joinRefusals, "circle-applied"],
  run: (tx, actor, clock, id, { proof, words }) => applyToCircle(tx, actor, clock, id, proof, words),
  forms: [circleForm("application", "sharing.done.applied")],
});

const askCode = command({
  name: "circles.send-code",
  summary: "Send a code to my address",
  path: "/sharing/circles/:id/email",
  status: 200,
  who: person,
  params: circleParams,
  input: z.strictObject({ address: z.string().max(200).default("") }).meta({ id: "SendCode" }),
  output: nothing,
  refusals: ["mail-off", "circle-unknown", ...joinRefusals, "email-domain", "proof-taken", "code-sent"],
  audit: "events",
  prepare: async ({ config }) => {
    if (!config.smtp) throw refuse("mail-off");
  },
  run: async (tx, actor, clock, { id }, { address }) => {
    await startEmailProof(tx, actor, clock, id, address);
    return {};
  },
  forms: [circleForm("email", "sharing.done.code-sent")],
});

const byEmail = command({
  name: "circles.join-by-email",
  summary: "Enter by the code that was mailed",
  path: "/sharing/circles/:id/join-email",
  status: 200,
  who: person,
  params: circleParams,
  input: z.strictObject({ code: z.string().max(20).default("") }).meta({ id: "JoinByEmail" }),
  output: nothing,
  refusals: ["circle-unknown", ...joinRefusals, "code-locked", "code-wrong", "proof-taken"],
  audit: "events",
  // Tries are counted although the code is refused.
  prepare: ({ db }, actor, { id }) => inTransaction(db, (tx) => countEmailAttempt(tx, actor, id)),
  run: async (tx, actor, clock, { id }, { code }) => {
    await joinByEmail(tx, actor, clock, id, code);
    return {};
  },
  forms: [circleForm("join-email", "sharing.done.joined")],
});

const byInvite = command({
  name: "circles.join-by-invite",
  summary: "Enter by a link",
  path: "/sharing/invites/:token",
  status: 200,
  who: person,
  params: z.object({ token: z.string().max(60) }),
  input: noInput,
  output: z.object({ circleId: z.string() }).meta({ id: "JoinedCircle" }),
  refusals: ["invite-unknown", ...joinRefusals],
  audit: "events",
  run: (tx, actor, clock, { token }) => joinByInvite(tx, actor, clock, token),
  forms: [
    {
      path: "/sharing/invite/:token",
      after: (_params, { circleId }) => `/sharing/circles/${circleId}`,
      failed: ({ token }) => `/sharing/invite/${token}`,
      done: () => ({ key: "sharing.done.joined" }),
    },
  ],
});

const leave = circleAct({
  name: "leave",
  summary: "Leave a circle",
  path: "leave",
  input: noInput,
  refusals: ["steward-last"],
  run: leaveCircle,
  forms: [circleForm("leave", "sharing.done.left", { after: () => "/sharing/circles" })],
});

const vouch = circleAct({
  name: "vouch",
  summary: "Vouch for somebody who asks to enter",
  path: "vouch",
  input: ofPerson,
  refusals: ["circle-proof", "not-oneself", "reader-unknown", "vouch-too-new"],
  run: (tx, actor, clock, id, { personId }) => vouchFor(tx, actor, clock, id, personId),
  forms: [circleForm("vouch", "sharing.done.saved")],
});

/** How readers enter circles by every proof, vouch for others, and leave. */
export const joiningCommands: readonly AnyCommand[] = [
  byAccount,
  byRoster,
  apply,
  askCode,
  byEmail,
  byInvite,
  leave,
  vouch,
];
