import { z } from "zod";
import type { RepeatingDetail } from "../contracts/repeating.ts";
import { listOf } from "../contracts/shapes.ts";
import type { TaskSource } from "../contracts/tasks.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { desk, staff } from "../people/index.ts";
import { refusalTable } from "./refusals.ts";
import { repeatingTasks } from "./repeating.ts";
import { colleagueSchema, ownerSchema, repeatingTaskSchema, taskSchema } from "./schema.ts";
import { colleagues, setOwner, tasksAt } from "./waiting.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
const none = z.object({});
const asked = z.strictObject({});

/** What rooms contribute: their name, what of theirs waits, and what they do again and again. */
export type Contributor = {
  name: string;
  tasks?: readonly TaskSource[];
  schedule?: readonly string[];
  repeating?: RepeatingDetail;
};

/** The doors of this room over what all rooms contribute. */
export function taskDoors(rooms: readonly Contributor[]): {
  commands: readonly AnyCommand[];
  queries: readonly AnyQuery[];
} {
  const sources = rooms.flatMap((room) => room.tasks ?? []);
  const mine = query({
    name: "tasks.waiting",
    summary: "What waits at this branch, how much of it, since when, and who has taken it on",
    path: "/desk/tasks",
    who: desk,
    params: none,
    filter: asked,
    output: listOf(taskSchema),
    refusals: [],
    run: async ({ db, clock }, actor) => ({ items: await tasksAt(db, sources, actor, clock) }),
  });
  const others = query({
    name: "tasks.colleagues",
    summary: "Who works at this branch: whom a task may be handed to",
    path: "/desk/colleagues",
    who: desk,
    params: none,
    filter: asked,
    output: listOf(colleagueSchema),
    refusals: [],
    run: async ({ db }, actor) => ({ items: await colleagues(db, actor) }),
  });
  const repeating = query({
    name: "tasks.repeating",
    summary: "What the region does by itself, when, and how it went the last time",
    path: "/repeating-tasks",
    who: staff("consortium.manage", "everywhere"),
    params: none,
    filter: asked,
    output: listOf(repeatingTaskSchema),
    refusals: [],
    run: async ({ db }) => ({ items: await repeatingTasks(db, rooms) }),
  });
  const assign = command({
    name: "tasks.set-owner",
    summary: "Take a task of this branch on, hand it to a colleague, or lay it down",
    method: "PUT",
    path: "/desk/tasks/:task/owner",
    status: 204,
    who: desk,
    params: z.object({ task: z.string().max(60) }),
    input: ownerSchema,
    output: none,
    refusals: ["task-unknown", "colleague-unknown"],
    audit: ({ params, input }) => ({
      subject: { kind: "task", id: params.task },
      scope: "worked-at",
      detail: { owner: input.personId },
    }),
    run: async (tx, actor, clock, { task }, { personId }) => {
      await setOwner(tx, sources, actor, clock, { task, personId });
      return {};
    },
  });
  return { commands: [assign], queries: [mine, others, repeating] };
}
