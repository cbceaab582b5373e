import { z } from "zod";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { person } from "../people/index.ts";
import { refusalTable } from "./refusals.ts";
import { unwant, want } from "./wanted.ts";

const command = commandsOf(refusalTable);
const none = z.object({});
const noInput = z.strictObject({});
const instanceId = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
const titleParams = z.object({ instanceId });
const titlePage = (id: string | number | undefined): string => `/instance/${id}`;

const wait = command({
  name: "fulfilment.want",
  summary: "Be told when somebody can give this title",
  method: "PUT",
  path: "/instances/:instanceId/availability-alert",
  status: 204,
  who: person,
  params: titleParams,
  input: noInput,
  output: none,
  refusals: ["instance-unknown", "too-many-wanted"],
  audit: "events",
  run: async (tx, actor, clock, params) => {
    await want(tx, actor, clock, params.instanceId);
    return {};
  },
  forms: [
    {
      path: "/instance/:instanceId/request/wanted",
      after: (params) => titlePage(params.instanceId),
      failed: (params) => titlePage(params.instanceId),
      done: () => ({ key: "ways.wanted" }),
    },
  ],
});

const waitNoMore = command({
  name: "fulfilment.want-no-more",
  summary: "Wait for this title no more",
  method: "DELETE",
  path: "/instances/:instanceId/availability-alert",
  status: 204,
  who: person,
  params: titleParams,
  input: noInput,
  output: none,
  refusals: [],
  audit: "events",
  run: async (tx, actor, _clock, params) => {
    await unwant(tx, actor, params.instanceId);
    return {};
  },
  forms: [
    {
      path: "/instance/:instanceId/request/unwanted",
      after: (params) => titlePage(params.instanceId),
      failed: (params) => titlePage(params.instanceId),
      done: () => ({ key: "ways.unwanted" }),
    },
  ],
});

/** Waiting for a title that nobody can give now. */
export const wantedCommands: readonly AnyCommand[] = [wait, waitNoMore];
