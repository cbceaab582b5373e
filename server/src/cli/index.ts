import { ConfigError, readConfig } from "../kernel/config.ts";
import "../kernel/postgres/values.ts";
import { Problem } from "../kernel/problem.ts";
import { administrationLines, type Noun, shortHelp } from "./administration/administration-nouns.ts";
import { EXIT, print, say, UsageError } from "./output.ts";

type Loaded = {
  run: (args: string[], config: ReturnType<typeof readConfig>) => Promise<number>;
  help: string;
};
/** A command is loaded when it is called: all of them together cost every start half a second. */
type Command = { line: string; load: () => Promise<Loaded> };

const administration = Object.fromEntries(
  (Object.keys(administrationLines) as Noun[]).map((noun): [string, Command] => [
    noun,
    {
      line: administrationLines[noun],
      load: async () => ({
        run: async (args, config) =>
          (await import("./administration/administration.ts")).administrationCommand(noun, args, config),
        help: shortHelp(noun),
      }),
    },
  ]),
);

const commands: Record<string, Command> = {
  serve: {
    line: "start the region's server",
    load: async () => ({
      run: async (args, config) => (await import("./serve.ts")).serveCommand(args, config),
      help: `commonshelf serve

Starts the region: database, index, jobs and web server. Stops cleanly on SIGTERM or SIGINT.
The first start loads the demo region unless COMMONSHELF_DEMO=off.`,
    }),
  },
  member: {
    line: "add and list member libraries",
    load: async () => {
      const { memberCommand: run, memberHelp: help } = await import("./member.ts");
      return { run, help };
    },
  },
  region: {
    line: "show or set what belongs to the whole region",
    load: async () => {
      const { regionCommand: run, regionHelp: help } = await import("./region.ts");
      return { run, help };
    },
  },
  ...administration,
  import: {
    line: "load a member's MARC into the union catalogue",
    load: async () => {
      const { importCommand: run, importHelp: help } = await import("./import.ts");
      return { run, help };
    },
  },
  authorities: {
    line: "take in persons, bodies, subjects and classes",
    load: async () => {
      const { authoritiesCommand: run, authoritiesHelp: help } = await import("./authorities.ts");
      return { run, help };
    },
  },
  bulk: {
    line: "perform a change of many records",
    load: async () => {
      const { bulkCommand: run, bulkHelp: help } = await import("./loads/bulk.ts");
      return { run, help };
    },
  },
  profile: {
    line: "how records list items: list, show, set, try",
    load: async () => {
      const { profileCommand: run, profileHelp: help } = await import("./profile.ts");
      return { run, help };
    },
  },
  export: {
    line: "write a member's records to standard output",
    load: async () => {
      const { exportCommand: run, exportHelp: help } = await import("./export.ts");
      return { run, help };
    },
  },
  convert: {
    line: "turn files of MARC 21 into CNMARC and the other way",
    load: async () => {
      const { convertCommand: run, convertHelp: help } = await import("./loads/convert.ts");
      return { run, help };
    },
  },
  reindex: {
    line: "build the search index anew",
    load: async () => {
      const { reindexCommand: run, reindexHelp: help } = await import("./reindex.ts");
      return { run, help };
    },
  },
  user: {
    line: "add people, set passwords, give roles",
    load: async () => {
      const { userCommand: run, userHelp: help } = await import("./user.ts");
      return { run, help };
    },
  },
  patrons: {
    line: "load a library's readers from the university's list",
    load: async () => {
      const { patronsCommand: run, patronsHelp: help } = await import("./loads/patrons.ts");
      return { run, help };
    },
  },
  loans: {
    line: "take over running loans from the system before",
    load: async () => {
      const { loansCommand: run, loansHelp: help } = await import("./loads/cut-over.ts");
      return { run, help };
    },
  },
  holds: {
    line: "take over requests from the system before",
    load: async () => {
      const { holdsCommand: run, holdsHelp: help } = await import("./loads/cut-over.ts");
      return { run, help };
    },
  },
  blocks: {
    line: "take over blocks of readers",
    load: async () => {
      const { blocksCommand: run, blocksHelp: help } = await import("./loads/cut-over.ts");
      return { run, help };
    },
  },
  leavers: {
    line: "tell whether readers who leave are clear",
    load: async () => {
      const { leaversCommand: run, leaversHelp: help } = await import("./loads/leavers.ts");
      return { run, help };
    },
  },
  doctor: {
    line: "look whether everything is in order",
    load: async () => {
      const { doctorCommand: run, doctorHelp: help } = await import("./doctor/doctor.ts");
      return { run, help };
    },
  },
  files: {
    line: "copy the files of the data folder into a bucket",
    load: async () => {
      const { filesCommand: run, filesHelp: help } = await import("./files.ts");
      return { run, help };
    },
  },
  outbox: {
    line: "messages that could not be delivered",
    load: async () => {
      const { outboxCommand: run, outboxHelp: help } = await import("./outbox.ts");
      return { run, help };
    },
  },
  backup: {
    line: "copy the region beside a running server",
    load: async () => {
      const { backupCommand: run, backupHelp: help } = await import("./backup.ts");
      return { run, help };
    },
  },
  restore: {
    line: "put a backup into an empty data folder",
    load: async () => {
      const { restoreCommand: run, restoreHelp: help } = await import("./restore.ts");
      return { run, help };
    },
  },
  rematch: {
    line: "decide anew which records are of one title",
    load: async () => {
      const { rematchCommand: run, rematchHelp: help } = await import("./rematch.ts");
      return { run, help };
    },
  },
  clusters: {
    line: "print which instance every record stands in",
    load: async () => {
      const { clustersCommand: run, clustersHelp: help } = await import("./clusters.ts");
      return { run, help };
    },
  },
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
  const { run, help: text } = await command.load();
  if (rest.includes("--help")) {
    await print(`${text}\n`);
    return EXIT.ok;
  }
  try {
    return await run(rest, readConfig());
  } catch (error) {
    return explain(error, text);
  }
}

/** `text`: the help of the command that failed. */
function explain(error: unknown, text: string): number {
  if (error instanceof UsageError || isParseArgsError(error)) {
    say(`${(error as Error).message}\n\n${text}`);
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
