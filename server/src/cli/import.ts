import { writeFile } from "node:fs/promises";
import { constants, getPriority, setPriority } from "node:os";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { importFile, itemProfiles, loadItemPlaces, postponeImportRun } from "../catalogue/index.ts";
import { findMemberByCode, listMembers, type Member } from "../consortium/index.ts";
import { systemActor } from "../kernel/actor.ts";
import type { Config } from "../kernel/config.ts";
import { isSystemFailure } from "../kernel/http/failures.ts";
import { Problem } from "../kernel/problem.ts";
import { findImportProfile, isStaged, loadReport, overlayOf, watchStaged } from "../loads/index.ts";
import { ImportStopped, listenForEnd, lockRun } from "./import-end.ts";
import { type Report, type ReportOptions, tell } from "./import-report.ts";
import { languageOf } from "./language.ts";
import { undoCommand } from "./loads/undo.ts";
import { EXIT, print, progressLine, say, UsageError } from "./output.ts";
import { openRegionDatabase, type RegionDatabase } from "./serving/region-database.ts";

export const importHelp = `commonshelf import --member CODE [--profile NAME] [--dry-run] [--rejects FILE] [--json] FILE…
commonshelf import --split --profile NAME [--member CODE] FILE…
commonshelf import undo LOAD [--dry-run] [--json]

Loads a member's MARC (ISO 2709, MARCXML, MARC-in-JSON or MARCMaker, plain or gzip; bibliographic and holdings records)
into the union catalogue. Running it again changes nothing; after an interruption the same command goes on where it
stopped. Every FILE is tried; one that is no MARC, or is damaged, is refused by its name and the next one is read.

  --member CODE    the library the records belong to
  --profile NAME   how to read items: ${itemProfiles.profileNames.join(", ")},
                   or one of the member's own (commonshelf profile --help), or one of its import profiles, which say
                   what becomes of records that are here; default: the member's choice, else auto
  --split          the file holds items of several libraries, and the profile says which subfield tells whose: each
                   member gets its records with its own items (CODE then is whose profile is meant)
  --dry-run        read, compare and count everything, write nothing
  --rejects FILE   where the report of all files goes: refused records, warnings, repairs, each with record and field
                   (default: FILE.rejects.tsv beside each file, with --split FILE.CODE.rejects.tsv for each
                   library, only when there is something to tell)
  --language LANG  language of the report: zh-Hans, zh-Hant or en (default: that of the terminal)
  --json           one JSON line per file instead of text

import undo takes a load (its id, as --json and the workbench give it) back as a whole, also after others came: records it
made go, records it changed return to the version before. What somebody changed, borrowed or asked for since stays and is
named. --dry-run counts only. Cut off, the same command goes on.

Exit code: 0 all files read (refused records are counted, not an error), 1 a file failed, 2 wrong use, 3 a file refused,
4 stopped before the end (a signal, a full disk, the database away): the same command goes on.`;

const POOL = 5;

type Options = ReportOptions & { dryRun: boolean; run: string | undefined; end: { isWanted(): boolean } };

/** `commonshelf import`. */
export async function importCommand(args: string[], config: Config): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      member: { type: "string" },
      profile: { type: "string" },
      split: { type: "boolean", default: false },
      "dry-run": { type: "boolean", default: false },
      rejects: { type: "string" },
      language: { type: "string" },
      json: { type: "boolean", default: false },
      run: { type: "string" },
      "no-rejects-file": { type: "boolean", default: false },
    },
  });
  if (positionals[0] === "undo" && !values.member && !values.split)
    return await undoCommand(positionals.slice(1), values, config);
  if (!values.member && !values.split) throw new UsageError("import needs --member CODE");
  if (values.split && !values.profile) throw new UsageError("import --split needs --profile NAME");
  if (positionals.length === 0) throw new UsageError("import needs at least one FILE");
  const options: Options = {
    json: values.json,
    rejectsFile: !values["no-rejects-file"],
    language: languageOf(values.language, config.environment),
    dryRun: values["dry-run"],
    split: values.split,
    run: values.run,
    end: listenForEnd(),
  };
  const database = await openRegionDatabase(config, POOL, "commonshelf-import");
  // Readers and desks come first: an import takes what they leave of the machine. The database is not held back.
  setPriority(Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL));
  const lock = values.run ? await lockRun(database, values.run) : undefined;
  const report: Report = { path: values.rejects, lines: [] };
  let worst: number = EXIT.ok;
  try {
    const member = values.member ? await findMemberByCode(database.db, values.member) : null;
    for (const path of positionals) {
      const code = values.split
        ? await splitFile(database, path, member, values.profile!, options, report)
        : await importOne(database, path, { member: member!, profile: values.profile }, options, report);
      worst = Math.max(worst, code);
    }
    if (report.path && report.lines.length > 0)
      await writeFile(
        report.path,
        `${["file", loadReport.reportHead].join("\t")}\n${report.lines.join("\n")}\n`,
      );
    return worst;
  } catch (error) {
    if (!isInterruption(error)) throw error;
    if (values.run) await postponeImportRun(database.db, values.run).catch(() => undefined); // the database is away
    say(`Stopped after a whole batch: ${(error as Error).message}. The same command goes on from there.`);
    return EXIT.interrupted;
  } finally {
    lock?.release();
    await database.close();
  }
}

function isInterruption(error: unknown): boolean {
  return error instanceof ImportStopped || isSystemFailure(error);
}

/** One file for one member. What goes wrong with it is said, and the next file is tried. */
async function importOne(
  database: RegionDatabase,
  path: string,
  whose: {
    member: Member;
    profile: string | undefined;
    given?: itemProfiles.ItemProfile;
    isOwnLibrary?: (code: string) => boolean;
  },
  options: Options,
  report: Report,
): Promise<number> {
  const { member } = whose;
  const line = progressLine();
  const started = performance.now();
  try {
    const name = whose.profile ?? member.importProfile ?? itemProfiles.AUTO;
    const rules = await findImportProfile(database.db, member.id, name);
    const isShown = options.run !== undefined && (await isStaged(database.db, options.run));
    const outcome = await importFile(
      database.pool,
      {
        path,
        memberId: member.id,
        profile: rules?.itemProfile ?? name,
        ...(rules
          ? { runProfile: rules.name, overlay: overlayOf(rules), withoutNumber: rules.withoutNumber }
          : {}),
        ...(isShown ? { watch: watchStaged(options.run!) } : {}),
        dryRun: options.dryRun,
        actorId: systemActor.personId,
        places: await loadItemPlaces(database.db, member.id),
        ...(options.run ? { runId: options.run } : {}),
        ...(whose.isOwnLibrary ? { isOwnLibrary: whose.isOwnLibrary } : {}),
        ...(whose.given ? { given: whose.given } : {}),
      },
      (p) => {
        // A batch has just been committed.
        if (options.end.isWanted()) throw new ImportStopped();
        line.show(
          `${basename(path)}  ${Math.floor((100 * p.bytesDone) / Math.max(1, p.bytesTotal))} %  ${p.counts.read} records`,
        );
      },
    );
    line.end();
    await tell(database, path, member, outcome, (performance.now() - started) / 1000, options, report);
    return outcome.refusal === null
      ? EXIT.ok
      : outcome.refusal.reason === "file-damaged"
        ? EXIT.failed
        : EXIT.refused;
  } catch (error) {
    line.end();
    // A wrong word in the command is wrong for every file.
    if (error instanceof Problem || isInterruption(error)) throw error;
    const message = (error as Error).message;
    say(`${basename(path)}: ${message}`);
    if (options.json) await print(`${JSON.stringify({ file: path, error: message })}\n`);
    return EXIT.failed;
  }
}

/** A file of several libraries: one load for each member whose items it holds. */
async function splitFile(
  database: RegionDatabase,
  path: string,
  owner: Member | null,
  profileName: string,
  options: Options,
  report: Report,
): Promise<number> {
  const profiles = await itemProfiles.listProfiles(database.db, owner?.id ?? null);
  const profile = profiles.find((one) => one.profile.name === profileName)?.profile;
  if (!profile) throw new Problem("unknown-profile", 400, { profile: profileName });
  if (!profile.rules.some((rule) => rule.library))
    throw new Problem("profile-without-library", 400, { profile: profileName });
  const libraries = await itemProfiles.librariesIn(path, profile);
  const members = new Map((await listMembers(database.db)).map((member) => [member.code, member]));
  const codesOf = new Map<Member, Set<string>>();
  const unknown: string[] = [];
  for (const code of libraries.keys()) {
    const member = members.get(profile.libraries[code] ?? code);
    if (member) codesOf.set(member, (codesOf.get(member) ?? new Set()).add(code));
    else unknown.push(code);
  }
  let worst: number = EXIT.ok;
  for (const [member, codes] of codesOf) {
    const whose = {
      member,
      profile: profileName,
      given: profile,
      isOwnLibrary: (code: string) => codes.has(code),
    };
    worst = Math.max(worst, await importOne(database, path, whose, options, report));
  }
  if (unknown.length > 0)
    say(
      `${basename(path)}: ${unknown.map((code) => `${code} (${libraries.get(code)})`).join(", ")}: no such member`,
    );
  return unknown.length > 0 || codesOf.size === 0 ? Math.max(worst, EXIT.failed) : worst;
}
