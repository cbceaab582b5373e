import { type Actor, isSystem } from "../../kernel/actor.ts";
import type { Who } from "../../kernel/command.ts";
import { Problem } from "../../kernel/problem.ts";

/** Who administers one of the members, or all; which one it is, the rules look at (`demand`). */
export const ADMINS = ["member-admin", "consortium-admin"];

function admitting(label: string, roles: readonly string[]): Who<Actor> {
  return {
    label,
    admit: (given) => {
      if (!given) throw new Problem("sign-in-needed", 401);
      const may = isSystem(given) || given.grants.some(({ role }) => roles.includes(role));
      if (!may) throw new Problem("forbidden", 403);
      return given;
    },
  };
}

/** Who may pass a door: whoever administers a member, or the office. */
export const memberAdmin = admitting("member.manage", ADMINS);
/** Who may pass a door: the office. */
export const office = admitting("consortium.manage", ["consortium-admin"]);
/** Who may pass a door: everybody. */
export const everybody: Who<Actor | null> = { label: "anybody", admit: (given) => given };
