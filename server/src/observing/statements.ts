import type { Config } from "../kernel/config.ts";
import { type Statement, statements } from "../kernel/database.ts";
import type { App } from "../kernel/http.ts";
import type { Metrics } from "./metrics.ts";

const LONGEST_TEXT = 2000;

/** Measures every statement, and writes slow ones to the log: their text, which holds no value. */
export function watchStatements(
  app: App,
  metrics: Pick<Metrics, "statements" | "slowStatements">,
  { slowMs }: Pick<Config, "slowMs">,
): void {
  const hear = (message: unknown): void => {
    const { text, ms, failed } = message as Statement;
    metrics.statements.observe({ outcome: failed ? "failed" : "done" }, ms / 1000);
    if (slowMs === 0 || ms < slowMs) return;
    metrics.slowStatements.inc();
    const statement = text.replace(/\s+/g, " ").trim().slice(0, LONGEST_TEXT);
    app.log.warn({ ms: Math.round(ms), statement }, "slow statement");
  };
  statements.subscribe(hear);
  app.addHook("onClose", async () => {
    statements.unsubscribe(hear);
  });
}
