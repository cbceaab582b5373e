import { Problem } from "../../kernel/problem.ts";
import type { DepositProvider } from "./deposit-provider.ts";

type Held = { state: "held" | "captured" | "released"; amount: number; captured: number };

/** A provider that remembers, as strict as one with money; `declines`: who cannot pay; `calls`: what it was asked for. */
export function strictProvider(declines: ReadonlySet<string>): DepositProvider & {
  held: Map<string, Held>;
  calls: string[];
} {
  const held = new Map<string, Held>();
  const calls: string[] = [];
  const close = async (reference: string, to: "captured" | "released", captured: number): Promise<void> => {
    calls.push(`${to} ${reference}`);
    const one = held.get(reference);
    if (!one) throw new Problem("deposit-unknown", 404);
    if (one.state === "held" && captured <= one.amount) held.set(reference, { ...one, state: to, captured });
    else if (one.state !== to || one.captured !== captured) throw new Problem("deposit-closed", 409);
  };
  return {
    held,
    calls,
    authorize: async ({ loanId, personId, amount }) => {
      if (declines.has(personId)) throw new Problem("deposit-declined", 402);
      const reference = `held-${loanId}`;
      calls.push(`authorize ${reference}`);
      if (!held.has(reference)) held.set(reference, { state: "held", amount, captured: 0 });
      return { reference };
    },
    capture: ({ reference, amount }) => close(reference, "captured", amount),
    release: ({ reference }) => close(reference, "released", 0),
  };
}
