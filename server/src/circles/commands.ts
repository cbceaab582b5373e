import { z } from "zod";
import { commandsOf } from "../kernel/command.ts";
import { uuidSchema } from "../neighbours/schema.ts";
import { person } from "../people/index.ts";
import { circleRefusals } from "./refusals.ts";
import { takeStewardship } from "./stewardship.ts";

const command = commandsOf(circleRefusals);
const page = ({ id }: { id: string }): string => `/sharing/circles/${id}`;

/** The member who was asked looks after a circle whose last steward is gone. */
export const takeCircle = command({
  name: "circles.take-stewardship",
  summary: "Look after a circle whose last steward is gone, having been asked to",
  path: "/sharing/circles/:id/stewardship",
  status: 204,
  who: person,
  params: z.object({ id: uuidSchema }),
  input: z.strictObject({}),
  output: z.object({}),
  refusals: ["circle-unknown", "steward-not-asked", "steward-found"],
  audit: ({ params }) => ({ subject: { kind: "sharing-circle", id: params.id }, scope: null }),
  run: async (tx, actor, _clock, { id }) => {
    await takeStewardship(tx, actor, id);
    return {};
  },
  forms: [
    {
      path: "/sharing/circles/:id/stewardship",
      after: page,
      failed: page,
      done: () => ({ key: "sharing.done.saved" }),
    },
  ],
});

/** What members do here beside what is still mounted by hand. */
export const circleCommands = [takeCircle];
