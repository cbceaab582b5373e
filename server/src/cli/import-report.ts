import { writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { type importFile, listRejects } from "../catalogue/index.ts";
import type { Member } from "../consortium/index.ts";
import type { Language } from "../kernel/text.ts";
import { loadReport } from "../loads/index.ts";
import { print, say } from "./output.ts";
import type { RegionDatabase } from "./serving/region-database.ts";

const PAGE = 1000;
const MOST_SHOWN = 12;

/** How a call wants its report; `split`: one of several libraries that share the file. */
export type ReportOptions = { json: boolean; rejectsFile: boolean; language: Language; split: boolean };

/** A report over all files of a call, when one was asked for. */
export type Report = { path: string | undefined; lines: string[] };

/** Says what an import came to, and keeps its report. */
export async function tell(
  database: RegionDatabase,
  path: string,
  member: Member,
  { runId, counts, refusal, profiles }: Awaited<ReturnType<typeof importFile>>,
  seconds: number,
  options: ReportOptions,
  report: Report,
): Promise<void> {
  const { lines, shown } = await readReport(database, runId, options.language);
  const file = await keepReport(path, member, lines, options, report);
  if (options.json) {
    const json = { file: path, member: member.code, runId, ...counts, profiles };
    await print(
      `${JSON.stringify({ ...json, refusal: refusal?.reason ?? null, seconds: Number(seconds.toFixed(3)), rejectsFile: file })}\n`,
    );
  } else
    await print(`${basename(path)}${options.split ? ` (${member.code})` : ""}: ${JSON.stringify(counts)}\n`);
  for (const line of shown.slice(0, MOST_SHOWN)) say(`  ${line}`);
  if (options.json) return;
  const rate = Math.round(counts.read / Math.max(seconds, 0.001));
  const more = lines.length > shown.length || shown.length > MOST_SHOWN ? `, ${lines.length} lines` : "";
  say(`  ${seconds.toFixed(1)} s, ${rate} records/s${file ? `${more} in ${file}` : ""}`);
}

/** All lines of a run's report; `shown`: refusals and warnings as people read them on a terminal. */
async function readReport(
  database: RegionDatabase,
  runId: string,
  language: Language,
): Promise<{ lines: string[]; shown: string[] }> {
  const lines: string[] = [];
  const shown: string[] = [];
  for (let after = -1, more = true; more; ) {
    const page = await listRejects(database.db, runId, after, PAGE);
    for (const one of page) {
      lines.push(loadReport.reportLine(one, language));
      if (shown.length <= MOST_SHOWN && (one.severity !== "note" || one.recordIndex < 0)) {
        const where = [loadReport.recordNumberOf(one), one.controlNumber, one.place]
          .filter(Boolean)
          .join(" ");
        shown.push(`${where ? `${where}: ` : ""}${loadReport.noteText(one, language)}`);
      }
    }
    more = page.length === PAGE;
    after = page.at(-1)?.line ?? after;
  }
  return { lines, shown };
}

async function keepReport(
  path: string,
  member: Member,
  lines: string[],
  options: ReportOptions,
  report: Report,
): Promise<string | null> {
  if (!options.rejectsFile || lines.length === 0) return null;
  if (report.path) {
    report.lines.push(...lines.map((line) => `${basename(path)} ${member.code}\t${line}`));
    return report.path;
  }
  const file = options.split ? `${path}.${member.code}.rejects.tsv` : `${path}.rejects.tsv`;
  await writeFile(file, `${loadReport.reportHead}\n${lines.join("\n")}\n`);
  return file;
}
