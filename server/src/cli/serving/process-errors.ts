import { isSystemFailure } from "../../kernel/http/failures.ts";

/**
 * Hears what no other listener heard, so that it stands in the log. A promise nobody waited for, and an error from outside
 * (disk, socket, database), end nothing: whoever asks next is told. Anything else is a bug after which nothing can be
 * relied on: `end` stops the process in order.
 */
export function hearProcessErrors(report: (error: unknown) => void, end: () => void): void {
  const say = (text: string, cause: unknown): void => {
    try {
      report(new Error(text, { cause }));
    } catch {
      // The log itself cannot be written: there is nowhere left to say it.
    }
  };
  process.on("unhandledRejection", (reason) => say("a promise nobody waited for failed", reason));
  process.on("uncaughtException", (error) => {
    say("an error nobody listened for", error);
    if (!isFromOutside(error)) end();
  });
  // A log on a full disk, or one whose reader has gone.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
}

function isFromOutside(error: unknown): boolean {
  const { errno, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  return (errno !== undefined && syscall !== undefined) || isSystemFailure(error);
}
