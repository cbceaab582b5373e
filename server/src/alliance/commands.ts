import { z } from "zod";
import { createdSchema } from "../contracts/shapes.ts";
import { type AnyCommand, type AuditNote, commandsOf, type FormDoor } from "../kernel/command.ts";
import { grave, person, staff } from "../people/index.ts";
import { announce, startCampaign, withdrawAnnouncement } from "./announcements.ts";
import { closeHelpCase, openHelpCase, writeToHelpCase } from "./help-desk.ts";
import { attachNest, detachNest } from "./organisation-nests.ts";
import {
  addSteward,
  attachCircle,
  changeOrganisation,
  decideOrganisation,
  detachCircle,
  proposeOrganisation,
  stepDown,
} from "./organisations.ts";
import { refusalTable } from "./refusals.ts";
import {
  announcementWordsSchema,
  campaignWordsSchema,
  helpCaseWordsSchema,
  helpMessageWordsSchema,
  organisationSchema,
  organisationWordsSchema,
} from "./schema.ts";

const command = commandsOf(refusalTable);
const office = staff("consortium.manage", "everywhere");
const nothing = z.object({});
const noInput = z.strictObject({});
const idSchema = z.string().max(60);
const ofOrganisation = z.object({ id: idSchema });
const ofCase = z.object({ id: idSchema });

const about =
  (kind: string) =>
  ({ params }: { params: { id: string } }): AuditNote => ({
    subject: { kind, id: params.id },
    scope: null,
  });

/** A form of an organisation's page, which leads back there. */
function organisationForm<Params extends { id: string }, Output>(
  act: string,
  told: string,
): FormDoor<Params, Output> {
  const own = ({ id }: Params): string => `/alliance/organisations/${id}`;
  return {
    path: `/alliance/organisations/:id${act}`,
    after: own,
    failed: own,
    done: () => ({ key: told }),
  };
}

/** A form that leads to one page whatever comes of it. */
function formTo<Params, Output>(path: string, page: string, told: string): FormDoor<Params, Output> {
  return { path, after: () => page, failed: () => page, done: () => ({ key: told }) };
}

function caseForm<Params extends { id: string }, Output>(
  act: string,
  told: string,
): FormDoor<Params, Output> {
  const own = ({ id }: Params): string => `/alliance/help/${id}`;
  return { path: `/alliance/help/:id${act}`, after: own, failed: own, done: () => ({ key: told }) };
}

const propose = command({
  name: "alliance.propose",
  summary: "Propose an organisation to the alliance",
  path: "/alliance/organisations",
  status: 201,
  who: person,
  params: nothing,
  input: organisationWordsSchema,
  output: organisationSchema,
  refusals: ["organisations-waiting", "organisation-exists", "text-refused"],
  audit: ({ output }) => ({ subject: { kind: "organisation", id: output.id }, scope: null }),
  run: (tx, actor, clock, _params, words) => proposeOrganisation(tx, actor, clock, words),
  forms: [formTo("/alliance/organisations", "/alliance", "alliance.done.proposed")],
});

const change = command({
  name: "alliance.change",
  summary: "Say anew what my organisation is",
  method: "PUT",
  path: "/alliance/organisations/:id",
  status: 200,
  who: person,
  params: ofOrganisation,
  input: organisationWordsSchema,
  output: organisationSchema,
  refusals: ["organisation-unknown", "name-reserved", "organisation-exists", "text-refused"],
  audit: about("organisation"),
  run: (tx, actor, clock, { id }, words) => changeOrganisation(tx, actor, clock, id, words),
  forms: [organisationForm("", "alliance.done.saved")],
});

const decide = command({
  name: "alliance.decide",
  summary: "Admit a proposed organisation, or refuse it",
  path: "/alliance/organisations/:id/decision",
  status: 200,
  who: office,
  params: ofOrganisation,
  input: z
    .strictObject({
      decision: z.enum(["admit", "refuse"]),
      reason: z.string().trim().max(500).default(""),
    })
    .meta({ id: "AllianceDecide" }),
  output: nothing,
  refusals: ["organisation-unknown", "organisation-decided"],
  audit: ({ params, input }) => ({
    subject: { kind: "organisation", id: params.id },
    scope: null,
    detail: { decision: input.decision },
  }),
  run: async (tx, actor, clock, { id }, { decision, reason }) => {
    await decideOrganisation(tx, actor, clock, id, decision, reason);
    return {};
  },
  forms: [formTo("/alliance/organisations/:id/decision", "/alliance/office", "alliance.done.decided")],
});

const announceHere = command({
  name: "alliance.announce",
  summary: "Announce something in my organisation's name",
  path: "/alliance/organisations/:id/announcements",
  status: 201,
  who: person,
  params: ofOrganisation,
  input: announcementWordsSchema,
  output: createdSchema,
  refusals: ["organisation-unknown", "announcement-past", "text-refused"],
  audit: about("organisation"),
  run: async (tx, actor, clock, { id }, words) => ({
    id: await announce(tx, actor, clock, { ...words, organisationId: id }),
  }),
  forms: [organisationForm("/announcements", "alliance.done.announced")],
});

const announceToRegion = command({
  name: "alliance.announce-to-region",
  summary: "Announce something to the whole region, in the office's name",
  path: "/announcements",
  status: 201,
  who: office,
  params: nothing,
  input: announcementWordsSchema,
  output: createdSchema,
  refusals: ["announcement-past"],
  audit: ({ output }) => ({ subject: { kind: "announcement", id: output.id }, scope: null }),
  run: async (tx, actor, clock, _params, words) => ({
    id: await announce(tx, actor, clock, { ...words, organisationId: null }),
  }),
  forms: [formTo("/alliance/announcements", "/alliance/office", "alliance.done.announced")],
});

const withdraw = command({
  name: "alliance.withdraw-announcement",
  summary: "Take an announcement back: a steward of its organisation, or the office its own",
  method: "DELETE",
  path: "/announcements/:id",
  status: 204,
  who: person,
  params: z.object({ id: idSchema }),
  input: noInput,
  output: nothing,
  refusals: ["announcement-unknown", "organisation-unknown"],
  audit: about("announcement"),
  run: async (tx, actor, clock, { id }) => {
    await withdrawAnnouncement(tx, actor, clock, id);
    return {};
  },
  forms: [formTo("/alliance/announcements/:id/withdraw", "/alliance", "alliance.done.withdrawn")],
});

const campaign = command({
  name: "alliance.start-campaign",
  summary: "Call readers to something in my organisation's name",
  path: "/alliance/organisations/:id/campaigns",
  status: 201,
  who: person,
  params: ofOrganisation,
  input: campaignWordsSchema,
  output: nothing,
  refusals: ["organisation-unknown", "campaign-days", "campaigns-exhausted", "text-refused"],
  audit: about("organisation"),
  run: async (tx, actor, clock, { id }, words) => {
    await startCampaign(tx, actor, clock, id, words);
    return {};
  },
  forms: [organisationForm("/campaigns", "alliance.done.started")],
});

const takeCircle = command({
  name: "alliance.take-circle",
  summary: "Take a circle of mine under my organisation's name",
  path: "/alliance/organisations/:id/circles",
  status: 200,
  who: person,
  params: ofOrganisation,
  input: z.strictObject({ circleId: idSchema }).meta({ id: "TakeCircle" }),
  output: nothing,
  refusals: ["organisation-unknown", "circle-unknown", "circle-steward-only", "circle-taken"],
  audit: about("organisation"),
  run: async (tx, actor, clock, { id }, { circleId }) => {
    await attachCircle(tx, actor, clock, id, circleId);
    return {};
  },
  forms: [organisationForm("/circles", "alliance.done.saved")],
});

const letCircleGo = command({
  name: "alliance.let-circle-go",
  summary: "Let a circle go its own way again",
  method: "DELETE",
  path: "/alliance/organisations/:id/circles/:circleId",
  status: 204,
  who: person,
  params: ofOrganisation.extend({ circleId: idSchema }),
  input: noInput,
  output: nothing,
  refusals: ["organisation-unknown", "circle-unknown"],
  audit: about("organisation"),
  run: async (tx, actor, _clock, { id, circleId }) => {
    await detachCircle(tx, actor, id, circleId);
    return {};
  },
  forms: [organisationForm("/circles/:circleId/detach", "alliance.done.saved")],
});

const takeNest = command({
  name: "alliance.take-nest",
  summary: "Take a nest I look after under my organisation's name",
  path: "/alliance/organisations/:id/nests",
  status: 200,
  who: person,
  params: ofOrganisation,
  input: z.strictObject({ code: z.string().trim().max(20) }).meta({ id: "TakeNest" }),
  output: nothing,
  refusals: ["organisation-unknown", "nest-unknown", "nest-steward-only", "nest-taken"],
  audit: about("organisation"),
  run: async (tx, actor, clock, { id }, { code }) => {
    await attachNest(tx, actor, clock, id, code);
    return {};
  },
  forms: [organisationForm("/nests", "alliance.done.saved")],
});

const letNestGo = command({
  name: "alliance.let-nest-go",
  summary: "Let a nest go its own way again",
  method: "DELETE",
  path: "/alliance/organisations/:id/nests/:code",
  status: 204,
  who: person,
  params: ofOrganisation.extend({ code: z.string().max(20) }),
  input: noInput,
  output: nothing,
  refusals: ["organisation-unknown", "nest-unknown"],
  audit: about("organisation"),
  run: async (tx, actor, clock, { id, code }) => {
    await detachNest(tx, actor, clock, id, code);
    return {};
  },
  forms: [organisationForm("/nests/:code/detach", "alliance.done.saved")],
});

const makeSteward = command({
  name: "alliance.make-steward",
  summary: "Make somebody a steward, by login; the office does where nobody is left",
  path: "/alliance/organisations/:id/stewards",
  status: 200,
  who: person,
  params: ofOrganisation,
  input: z.strictObject({ login: z.string().trim().min(1).max(100) }).meta({ id: "MakeSteward" }),
  output: nothing,
  refusals: ["organisation-unknown", "person-unknown"],
  audit: about("organisation"),
  prepare: grave,
  run: async (tx, actor, clock, { id }, { login }) => {
    await addSteward(tx, actor, clock, id, login);
    return {};
  },
  forms: [organisationForm("/stewards", "alliance.done.saved")],
});

const leaveStewards = command({
  name: "alliance.step-down",
  summary: "Be a steward no longer",
  method: "DELETE",
  path: "/alliance/organisations/:id/stewards/me",
  status: 204,
  who: person,
  params: ofOrganisation,
  input: noInput,
  output: nothing,
  refusals: ["organisation-unknown", "organisation-steward-last"],
  audit: about("organisation"),
  run: async (tx, actor, _clock, { id }) => {
    await stepDown(tx, actor, id);
    return {};
  },
  forms: [organisationForm("/step-down", "alliance.done.saved")],
});

const ask = command({
  name: "alliance.ask",
  summary: "Ask the service centre",
  path: "/alliance/help-cases",
  status: 201,
  who: person,
  params: nothing,
  input: helpCaseWordsSchema,
  output: createdSchema,
  refusals: ["cases-exhausted"],
  audit: ({ output }) => ({ subject: { kind: "help-case", id: output.id }, scope: null }),
  run: async (tx, actor, clock, _params, words) => ({ id: await openHelpCase(tx, actor, clock, words) }),
  forms: [formTo("/alliance/help", "/alliance/help", "alliance.done.asked")],
});

const write = command({
  name: "alliance.write-to-case",
  summary: "A further word: the reader's opens the case again, the office's answers it",
  path: "/alliance/help-cases/:id/messages",
  status: 201,
  who: person,
  params: ofCase,
  input: helpMessageWordsSchema,
  output: nothing,
  refusals: ["case-unknown", "case-closed"],
  audit: about("help-case"),
  run: async (tx, actor, clock, { id }, { body }) => {
    await writeToHelpCase(tx, actor, clock, id, body);
    return {};
  },
  forms: [caseForm("/messages", "alliance.done.asked")],
});

const close = command({
  name: "alliance.close-case",
  summary: "Close a case, as either side",
  path: "/alliance/help-cases/:id/close",
  status: 200,
  who: person,
  params: ofCase,
  input: noInput,
  output: nothing,
  refusals: ["case-unknown", "case-closed"],
  audit: about("help-case"),
  run: async (tx, actor, clock, { id }) => {
    await closeHelpCase(tx, actor, clock, id);
    return {};
  },
  forms: [caseForm("/close", "alliance.done.closed")],
});

/** Every write of this room. */
export const allianceCommands: readonly AnyCommand[] = [
  propose,
  change,
  decide,
  announceHere,
  announceToRegion,
  withdraw,
  campaign,
  takeCircle,
  letCircleGo,
  takeNest,
  letNestGo,
  makeSteward,
  leaveStewards,
  ask,
  write,
  close,
];
