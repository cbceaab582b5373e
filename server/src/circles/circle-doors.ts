import { z } from "zod";
import type { Actor } from "../kernel/actor.ts";
import { type AnyCommand, commandsOf, type FormDoor } from "../kernel/command.ts";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { uuidSchema } from "../neighbours/schema.ts";
import { person } from "../people/index.ts";
import { type Refusal, refusalTable } from "./refusals.ts";

/** The maker of this room's commands. */
export const command = commandsOf(refusalTable);
/** A circle in an address. */
export const circleParams = z.object({ id: uuidSchema });
/** Somebody of a circle. */
export const ofPerson = z.strictObject({ personId: uuidSchema }).meta({ id: "CirclePersonReference" });
export const noInput = z.strictObject({});
/** Nothing to answer but that it is done. */
export const nothing = z.object({});

type CircleParams = { id: string };
const circlePage = ({ id }: CircleParams): string => `/sharing/circles/${id}`;

/** The form of a circle's page. */
export function circleForm<Output>(
  act: string,
  told: string,
  more: Partial<FormDoor<CircleParams, Output>> = {},
): FormDoor<CircleParams, Output> {
  return {
    path: `/sharing/circles/:id/${act}`,
    after: circlePage,
    failed: circlePage,
    done: () => ({ key: told }),
    ...more,
  };
}

type Act<I extends z.ZodObject> = {
  name: string;
  summary: string;
  /** Last part of the address of the API. */
  path: string;
  input: I;
  refusals: readonly Refusal[];
  run: (tx: Tx, actor: Actor, clock: Clock, circleId: string, input: z.output<I>) => Promise<unknown>;
  forms: readonly FormDoor<CircleParams, object>[];
};

/** What somebody does with one circle, answered with nothing: all have the same place and doors. */
export function circleAct<I extends z.ZodObject>({ name, path, run, refusals, ...rest }: Act<I>): AnyCommand {
  return command({
    ...rest,
    name: `circles.${name}`,
    path: `/sharing/circles/:id/${path}`,
    status: 200,
    who: person,
    params: circleParams,
    output: nothing,
    refusals: ["circle-unknown", ...refusals],
    audit: "events",
    run: async (tx, actor, clock, { id }, input) => {
      await run(tx, actor, clock, id, input);
      return {};
    },
  });
}
