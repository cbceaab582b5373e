import { writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { EXIT, print, progressLine, say } from "../output.ts";

/** A line that was not taken, and why. */
export type Reject = { line: number; number: string; reason: string };
/** What became of some lines: counts by name, such as `created`. */
export type LoadPart = { counts: Readonly<Record<string, number>>; rejected: readonly Reject[] };

const AT_ONCE = 5000;
const MOST_SAID = 20;

/**
 * Sends the rows of a table in parts, adds up what became of them, and tells it: counts on standard output, lines that
 * were not taken on standard error (the first ones) and in `rejects` (all).
 */
export async function loadTable<Row extends { line: number }>(
  path: string,
  rows: readonly Row[],
  options: {
    json: boolean;
    dryRun: boolean;
    rejects: string | undefined;
    already?: readonly Reject[];
    /** Most rows of a part. */
    atOnce?: number;
  },
  send: (part: Row[]) => Promise<LoadPart>,
): Promise<number> {
  const total = new Map<string, number>();
  const rejected: Reject[] = [...(options.already ?? [])];
  const line = progressLine();
  const atOnce = options.atOnce ?? AT_ONCE;
  for (let at = 0; at < rows.length; at += atOnce) {
    const part = await send(rows.slice(at, at + atOnce));
    for (const [name, count] of Object.entries(part.counts)) total.set(name, (total.get(name) ?? 0) + count);
    rejected.push(...part.rejected);
    line.show(`${basename(path)}  ${Math.min(rows.length, at + atOnce)} of ${rows.length}`);
  }
  line.end();
  rejected.sort((a, b) => a.line - b.line);
  const counts = {
    read: rows.length + (options.already?.length ?? 0),
    ...Object.fromEntries(total),
    rejected: rejected.length,
  };
  for (const one of rejected.slice(0, MOST_SAID))
    say(`${basename(path)}:${one.line}: ${one.reason} (${one.number})`);
  if (rejected.length > MOST_SAID)
    say(`… and ${rejected.length - MOST_SAID} more; --rejects FILE takes them all`);
  if (options.rejects !== undefined)
    await writeFile(
      options.rejects,
      ["line\tnumber\treason", ...rejected.map((one) => `${one.line}\t${one.number}\t${one.reason}`)]
        .join("\n")
        .concat("\n"),
    );
  const dry = options.dryRun ? " (dry run: nothing written)" : "";
  await print(
    options.json
      ? `${JSON.stringify({ file: path, ...counts })}\n`
      : `${basename(path)}: ${Object.entries(counts)
          .map(([name, count]) => `${count} ${name}`)
          .join(", ")}${dry}\n`,
  );
  return EXIT.ok;
}
