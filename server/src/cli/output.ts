/** Exit codes that mean something to scripts. */
export const EXIT = { ok: 0, failed: 1, usage: 2, refused: 3, interrupted: 4 } as const;

/** A mistake in the command's words; the usage line goes with it. */
export class UsageError extends Error {}

/** Writes one line for people to standard error, so that standard output stays data. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Writes data to standard output. Resolves when the reader has taken it; a reader who left ends the command quietly. */
export function print(text: string | Uint8Array): Promise<void> {
  return new Promise((done, fail) => {
    process.stdout.write(text, (error) => {
      if (!error) done();
      else if ((error as NodeJS.ErrnoException).code === "EPIPE") process.exit(EXIT.ok);
      else fail(error);
    });
  });
}

/** One line that is rewritten on a terminal and silent elsewhere. */
export function progressLine(): { show(text: string): void; end(): void } {
  const live = process.stderr.isTTY === true;
  let last = 0;
  return {
    show: (text) => {
      const now = performance.now();
      if (!live || now - last < 100) return;
      last = now;
      process.stderr.write(`\r\x1b[K${text}`);
    },
    end: () => {
      if (live) process.stderr.write("\r\x1b[K");
    },
  };
}
