import { ConfigError, readConfig } from "../kernel/config.ts";
import { Problem } from "../kernel/problem.ts";
import { administrationLines, type Noun, shortHelp } from "./administration/administration-nouns.ts";
import { authoritiesCommand, authoritiesHelp } from "./authorities.ts";
import { backupCommand, backupHelp } from "./backup.ts";
import { clustersCommand, clustersHelp } from "./clusters.ts";
import { doctorCommand, doctorHelp } from "./doctor/doctor.ts";
import { exportCommand, exportHelp } from "./export.ts";
import { filesCommand, filesHelp } from "./files.ts";
import { importCommand, importHelp } from "./import.ts";
import { bulkCommand, bulkHelp } from "./loads/bulk.ts";
import { convertCommand, convertHelp } from "./loads/convert.ts";
import {
  blocksCommand,
  blocksHelp,
  holdsCommand,
  holdsHelp,
  loansCommand,
  loansHelp,
} from "./loads/cut-over.ts";
import { leaversCommand, leaversHelp } from "./loads/leavers.ts";
import { patronsCommand, patronsHelp } from "./loads/patrons.ts";
import { memberCommand, memberHelp } from "./member.ts";
import { outboxCommand, outboxHelp } from "./outbox.ts";
import { EXIT, print, say, UsageError } from "./output.ts";
import { profileCommand, profileHelp } from "./profile.ts";
import { regionCommand, regionHelp } from "./region.ts";
import { reindexCommand, reindexHelp } from "./reindex.ts";
import { rematchCommand, rematchHelp } from "./rematch.ts";
import { restoreCommand, restoreHelp } from "./restore.ts";
import { userCommand, userHelp } from "./user.ts";

type Command = {
  run: (args: string[], config: ReturnType<typeof readConfig>) => Promise<number>;
  help: string;
  line: string;
};

/** Rooms are loaded on demand: they cost every other command half a second. */
const administration = Object.fromEntries(
  (Object.keys(administrationLines) as Noun[]).map((noun): [string, Command] => [
    noun,
    {
      run: async (args, config) =>
        (await import("./administration/administration.ts")).administrationCommand(noun, args, config),
      help: shortHelp(noun),
      line: administrationLines[noun],
    },
  ]),
);

const commands: Record<string, Command> = {
  serve: {
    // Loaded on demand: the web server's rooms cost every other command half a second.
    run: async (args, config) => (await import("./serve.ts")).serveCommand(args, config),
    help: `commonshelf serve

Starts the region: database, index, jobs and web server. Stops cleanly on SIGTERM or SIGINT.
The first start loads the demo region unless COMMONSHELF_DEMO=off.`,
    line: "start the region's server",
  },
  member: { run: memberCommand, help: memberHelp, line: "add and list member libraries" },
  region: { run: regionCommand, help: regionHelp, line: "show or set what belongs to the whole region" },
  ...administration,
  import: { run: importCommand, help: importHelp, line: "load a member's MARC into the union catalogue" },
  authorities: {
    run: authoritiesCommand,
    help: authoritiesHelp,
    line: "take in persons, bodies, subjects and classes",
  },
  bulk: { run: bulkCommand, help: bulkHelp, line: "perform a change of many records" },
  profile: { run: profileCommand, help: profileHelp, line: "how records list items: list, show, set, try" },
  export: { run: exportCommand, help: exportHelp, line: "write a member's records to standard output" },
  convert: {
    run: convertCommand,
    help: convertHelp,
    line: "turn files of MARC 21 into CNMARC and the other way",
  },
  reindex: { run: reindexCommand, help: reindexHelp, line: "build the search index anew" },
  user: { run: userCommand, help: userHelp, line: "add people, set passwords, give roles" },
  patrons: {
    run: patronsCommand,
    help: patronsHelp,
    line: "load a library's readers from the university's list",
  },
  loans: { run: loansCommand, help: loansHelp, line: "take over running loans from the system before" },
  holds: { run: holdsCommand, help: holdsHelp, line: "take over requests from the system before" },
  blocks: { run: blocksCommand, help: blocksHelp, line: "take over blocks of readers" },
  leavers: { run: leaversCommand, help: leaversHelp, line: "tell whether readers who leave are clear" },
  doctor: { run: doctorCommand, help: doctorHelp, line: "look whether everything is in order" },
  files: { run: filesCommand, help: filesHelp, line: "copy the files of the data folder into a bucket" },
  outbox: { run: outboxCommand, help: outboxHelp, line: "messages that could not be delivered" },
  backup: { run: backupCommand, help: backupHelp, line: "copy the region beside a running server" },
  restore: { run: restoreCommand, help: restoreHelp, line: "put a backup into an empty data folder" },
  rematch: { run: rematchCommand, help: rematchHelp, line: "decide anew which records are of one title" },
  clusters: { run: clustersCommand, help: clustersHelp, line: "print which instance every record stands in" },
};

const help = `commonshelf COMMAND [OPTIONS]

${Object.entries(commands)
  .map(([name, command]) => `  ${name.padEnd(11)} ${command.line}`)
  .join("\n")}

commonshelf COMMAND --help tells more. Settings come from the environment: see docs/operations.md.
Exit codes: 0 done, 1 failed, 2 wrong use, 3 refused, 4 stopped before the end.`;

/** Runs one command line (without the program's own name) and returns the exit code. */
export async function runCommand(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "--help" || name === "help") {
    await print(`${help}\n`);
    return name === undefined ? EXIT.usage : EXIT.ok;
  }
  const command = commands[name];
  if (!command) {
    say(`There is no command "${name}".\n\n${help}`);
    return EXIT.usage;
  }
  if (rest.includes("--help")) {
    await print(`${command.help}\n`);
    return EXIT.ok;
  }
  try {
    return await command.run(rest, readConfig());
  } catch (error) {
    return explain(error, command);
  }
}

function explain(error: unknown, command: Command): number {
  if (error instanceof UsageError || isParseArgsError(error)) {
    say(`${(error as Error).message}\n\n${command.help}`);
    return EXIT.usage;
  }
  if (error instanceof ConfigError) {
    say(error.message);
    return EXIT.usage;
  }
  if (error instanceof Problem) {
    const details = Object.entries(error.params).map(([key, value]) => `${key}: ${value}`);
    say(`Refused: ${error.code}${details.length > 0 ? ` (${details.join(", ")})` : ""}`);
    return EXIT.refused;
  }
  const cause = (error as Error).cause;
  say(`Failed: ${(error as Error).message}${cause instanceof Error ? `\n  because: ${cause.message}` : ""}`);
  return EXIT.failed;
}

function isParseArgsError(error: unknown): boolean {
  return String((error as { code?: string }).code).startsWith("ERR_PARSE_ARGS");
}
