import { sql } from "kysely";
import { z } from "zod";
import { getMember, MEMBER_ADDED, type Member } from "../consortium/index.ts";
import { systemActor } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import type { Subscriber } from "../kernel/outbox.ts";
import type { Clock } from "../kernel/time.ts";
import { changeRules } from "./rules/loan-rules.ts";

/** The longest loan of teachers that a library begins with: twice its own, within a year. */
const LONGEST_DAYS = 365;

/**
 * What a library begins with beside its figures: how many at once by patron group, teachers twice as long, guests few and once
 * renewed. Each is a rule of its own that it changes or removes at once.
 */
function firstRules({ loanDays, renewalsMax }: Pick<Member, "loanDays" | "renewalsMax">) {
  return [
    { patronGroup: "student", says: { loansMax: 20, holdsMax: 20 } },
    { patronGroup: "graduate", says: { loansMax: 30, holdsMax: 20 } },
    {
      patronGroup: "faculty",
      says: { period: `P${Math.min(LONGEST_DAYS, 2 * loanDays)}D`, loansMax: 40, holdsMax: 30 },
    },
    { patronGroup: "staff", says: { loansMax: 20, holdsMax: 20 } },
    { patronGroup: "guest", says: { renewalsMax: Math.min(1, renewalsMax), loansMax: 5, holdsMax: 5 } },
  ];
}

const addedSchema = z.object({ memberId: z.number().int() });

/** A library that has joined gets its first rules, unless somebody was quicker and has given it some. */
export function policySubscribers({ clock }: { clock: Clock }): Subscriber[] {
  return [
    {
      topic: MEMBER_ADDED,
      name: "policies.first-rules",
      handle: async (tx, messages) => {
        for (const { payload } of messages)
          await giveFirstRules(tx, clock, addedSchema.parse(payload).memberId);
      },
    },
  ];
}

async function giveFirstRules(tx: Tx, clock: Clock, memberId: number): Promise<void> {
  const { rows } =
    await sql`select 1 from policies.loan_rule r where r.member_id = ${memberId} limit 1`.execute(tx);
  if (rows.length > 0) return;
  const changes = firstRules(await getMember(tx, memberId)).map(({ patronGroup, says }) => ({
    set: { memberId, facts: { patronGroup }, says, locked: false },
  }));
  await changeRules(tx, systemActor, clock, { memberId, changes, at: clock.now() });
}
