import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import { HOUR_MS } from "../kernel/time.ts";
import { agreeOutcome, openCase, proposeOutcome } from "./loans/disputes.ts";
import { letTimePass, loansPastDeadline } from "./loans/loan-clock.ts";
import {
  acceptLoan,
  agreePassOn,
  answerRenewal,
  askSharedRenewal,
  cancelLoan,
  claimReturn,
  confirmReturn,
  declineLoan,
  recallLoan,
  withdrawRequest,
} from "./loans/loan-moves.ts";
import { type LoanTrigger, loanTriggers } from "./loans/loan-states.ts";
import { getSharedLoan } from "./loans/loan-views.ts";
import { receiveCopy, receiveReturn, shownCode } from "./meeting/handover.ts";
import { addReader, buildNeighbourhood, HOME, type Neighbourhood, refusalOf } from "./testing.ts";
import { ask, offerCopy, trust, violations } from "./testing-loans.ts";

let world: Neighbourhood;
let people: Actor[];
beforeAll(async () => {
  world = await buildNeighbourhood();
  people = [];
  for (const name of ["an", "bo", "ci", "da"]) people.push(await addReader(world, name, { at: HOME }));
  await offerCopy(world, people[0]!);
  await trust(world, ...people);
});
afterAll(() => world.close());

type Step =
  | { do: "ask"; who: number; copy: number }
  | { do: "wait"; hours: number }
  | { do: "move"; who: number; loan: number; trigger: LoanTrigger };

const someone = fc.integer({ min: 0, max: 3 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("ask" as const),
      who: someone,
      copy: fc.integer({ min: 0, max: 1 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("wait" as const), hours: fc.constantFrom(1, 50, 75, 100, 200) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("move" as const),
      who: someone,
      loan: fc.integer({ min: 0, max: 5 }),
      trigger: fc.constantFrom(...(Object.keys(loanTriggers) as LoanTrigger[])),
    }),
  },
);

/** Tries a move with the right code where one is needed; whoever may not is refused. */
async function tryMove(actor: Actor, loanId: string, trigger: LoanTrigger): Promise<string | null> {
  const { clock } = world;
  const codeOf = async (): Promise<string> => {
    for (const person of people) {
      const shown = await shownCode(world.database.db, clock, person.personId, loanId).catch(() => null);
      if (shown) return shown.code;
    }
    return "000000";
  };
  const code = await codeOf();
  const works: Partial<Record<LoanTrigger, (tx: Tx) => Promise<unknown>>> = {
    accept: (tx) => acceptLoan(tx, actor, clock, loanId),
    decline: (tx) => declineLoan(tx, actor, clock, loanId, null),
    withdraw: (tx) => withdrawRequest(tx, actor, clock, loanId),
    cancel: (tx) => cancelLoan(tx, actor, clock, loanId, null),
    "hand-over": (tx) => receiveCopy(tx, actor, clock, loanId, { code }),
    "ask-renewal": (tx) => askSharedRenewal(tx, actor, clock, loanId),
    "grant-renewal": (tx) => answerRenewal(tx, actor, clock, loanId, true),
    "refuse-renewal": (tx) => answerRenewal(tx, actor, clock, loanId, false),
    recall: (tx) => recallLoan(tx, actor, clock, loanId),
    return: (tx) => receiveReturn(tx, actor, clock, loanId, { code }),
    "claim-return": (tx) => claimReturn(tx, actor, clock, loanId, "x"),
    "confirm-return": (tx) => confirmReturn(tx, actor, clock, loanId),
    contest: (tx) => openCase(tx, actor, clock, loanId, "contest", "x"),
    "agree-pass-on": (tx) => agreePassOn(tx, actor, clock, loanId),
    "report-lost": (tx) => openCase(tx, actor, clock, loanId, "report-lost", "x"),
    "claim-damage": (tx) => openCase(tx, actor, clock, loanId, "claim-damage", "x"),
    propose: (tx) => proposeOutcome(tx, actor, clock, loanId, "replaced"),
    settle: (tx) => agreeOutcome(tx, actor, clock, loanId),
  };
  const work = works[trigger];
  return work ? await refusalOf(world.run(work)) : null;
}

const REFUSALS =
  /^(copy-|loan-|code-wrong|borrow|pass-on|renewal|recall|evidence|requests-exhausted|mode-not-offered|null$)/;

test("whatever four readers try with two copies, the rules hold", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      const copies = [await offerCopy(world, people[0]!), await offerCopy(world, people[1]!)];
      const loans: string[] = [];
      world.clock.advance(24 * HOUR_MS);
      for (const one of steps) {
        if (one.do === "ask") {
          const made = await ask(world, people[one.who]!, copies[one.copy]!).catch(
            (error: { code: string }) => {
              expect(error.code).toMatch(REFUSALS);
              return null;
            },
          );
          if (made) loans.push(made);
        } else if (one.do === "wait") {
          world.clock.advance(one.hours * HOUR_MS);
          for (const id of await loansPastDeadline(world.database.db, world.clock))
            await world.run((tx) => letTimePass(tx, world.clock, id));
        } else if (loans.length > 0) {
          const id = loans[one.loan % loans.length]!;
          const actor = people[one.who]!;
          const before = await getSharedLoan(world.database.db, world.clock, actor, id).catch(() => null);
          const refused = await tryMove(actor, id, one.trigger);
          expect(String(refused)).toMatch(REFUSALS);
          const asksCode = one.trigger === "hand-over" || one.trigger === "return";
          if (before && refused === "loan-state" && !asksCode)
            expect(before.moves).not.toContain(one.trigger);
        }
      }
      expect(await violations(world)).toEqual([]);
    }),
    { numRuns: 25 },
  );
}, 60_000);
