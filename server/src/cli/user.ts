import { parseArgs } from "node:util";
import { findMemberByCode } from "../consortium/index.ts";
import { systemActor } from "../kernel/actor.ts";
import type { Config } from "../kernel/config.ts";
import { inTransaction } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import { createPerson, findPersonByLogin, grantRole, setPassword } from "../people/index.ts";
import { type Role, roles } from "../people/words.ts";
import { EXIT, print, UsageError } from "./output.ts";
import { openRegionDatabase } from "./serving/region-database.ts";

export const userHelp = `commonshelf user add LOGIN --name NAME [--member CODE] [--role ROLE] [--email ADDRESS] [--card BARCODE]
commonshelf user password LOGIN
commonshelf user grant LOGIN --role ROLE [--member CODE]

Adds people, sets passwords, gives roles. The password is read from the environment variable
COMMONSHELF_PASSWORD or, on a terminal, from standard input; it never stands on the command line.

  --role ROLE   ${roles.join(", ")} (consortium-admin without --member, the others with it)`;

/** `commonshelf user`. */
export async function userCommand(args: string[], config: Config): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      name: { type: "string" },
      member: { type: "string" },
      role: { type: "string" },
      email: { type: "string" },
      card: { type: "string" },
      group: { type: "string", default: "student" },
    },
  });
  const [action, login] = positionals;
  if (!["add", "password", "grant"].includes(action ?? "") || !login)
    throw new UsageError("user needs add, password or grant, and a LOGIN");
  const role = values.role;
  if (role !== undefined && !(roles as readonly string[]).includes(role))
    throw new UsageError(`There is no role ${role}`);
  if (action === "grant" && !role) throw new UsageError("user grant needs --role ROLE");
  if (action === "add" && !values.name) throw new UsageError("user add needs --name NAME");
  const password = action === "grant" ? "" : await readPassword(config);
  const database = await openRegionDatabase(config, 2, "commonshelf-user");
  try {
    const member = values.member ? await findMemberByCode(database.db, values.member) : null;
    await inTransaction(database.db, async (tx) => {
      let personId = (await findPersonByLogin(tx, login))?.id;
      if (action === "add")
        personId = (
          await createPerson(tx, systemActor, {
            name: values.name!,
            email: values.email,
            login,
            password,
            affiliations: member ? [{ memberId: member.id, patronGroup: values.group, number: login }] : [],
            card: member && values.card ? { memberId: member.id, barcode: values.card } : undefined,
          })
        ).id;
      if (!personId) throw new Problem("login-unknown", 404, { login });
      if (action === "password") await setPassword(tx, systemActor, personId, login, password);
      if (role) await grantRole(tx, systemActor, personId, role as Role, member?.code ?? null);
    });
    await print(`${login}: ${action === "add" ? "added" : "changed"}\n`);
    return EXIT.ok;
  } finally {
    await database.close();
  }
}

async function readPassword(config: Config): Promise<string> {
  if (config.password) return config.password;
  if (!process.stdin.isTTY) throw new UsageError("Set COMMONSHELF_PASSWORD, or run this on a terminal");
  const { createInterface } = await import("node:readline/promises");
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question("Password: ");
  } finally {
    terminal.close();
  }
}
