import { z } from "zod";
import { commandsOf, type FormAddress, type FormDoor } from "../kernel/command.ts";
import type { Refusal } from "./refusals.ts";
import { refusalTable } from "./refusals.ts";

export const command = commandsOf(refusalTable);
/** What a command answers that has nothing to tell. */
export const done = z.object({});
export const noInput = z.strictObject({});

/** What everything may refuse that changes a list. */
export const lockRefusals = ["list-unknown", "list-not-yours"] as const satisfies Refusal[];

/** One's own lists. */
export const myLists = (): string => "/account/lists";
/** The page on which a list is changed. */
export const editPage = (id: string, part = ""): string => `/list/${id}/edit${part}`;

/** A form of the page on which a list is changed; `part` of the page is shown again afterwards. */
export function editForm<P extends { id: string }, Output>(
  path: string,
  part: string,
  told: string | null,
  more: Partial<FormDoor<P, Output>> = {},
): FormDoor<P, Output> {
  return {
    path: `/list/:id${path}`,
    after: ({ id }) => editPage(id, part),
    failed: ({ id }) => editPage(id, part),
    done: () => (told === null ? null : { key: told }),
    ...more,
  };
}

/** Address of a title, from a form that says which. */
export const titlePage = ({ instanceIds }: FormAddress): string => `/instance/${instanceIds}/list`;
