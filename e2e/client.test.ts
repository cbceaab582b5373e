import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { DEMO_PASSWORD } from "./browser.ts";
import { ownRegion } from "./own-region.ts";

const CLIENT = join(import.meta.dirname, "client");
const run = promisify(execFile);
/** A program of the client's folder, which has a compiler of its own: the generator asks for an older one. */
const inClient = (program: string, ...words: string[]) =>
  run(process.execPath, [join(CLIENT, "node_modules", program), ...words], { cwd: CLIENT });

type Journey = (
  baseUrl: string,
  reader: { login: string; password: string },
  key: string,
) => Promise<Record<string, unknown>>;

test("a client generated from the API's description compiles and places a hold, once per key", async () => {
  await inClient(
    "openapi-typescript/bin/cli.js",
    "../../docs/openapi.json",
    "--output",
    "api.gen.ts",
    "--default-non-nullable",
    "false",
  );
  await inClient("typescript/bin/tsc", "-p", ".");
  // Not known to the checks of the whole: the journey compiles with what was just generated.
  const { holdByClient } = (await import(join(CLIENT, "journey.ts"))) as { holdByClient: Journey };
  const seen = await holdByClient(
    ownRegion().address,
    { login: "reader", password: DEMO_PASSWORD },
    "generated-client",
  );
  expect(seen.again).toBe(seen.holdId);
  expect(seen.refused).toBe("hold-exists");
  expect(seen.stillLive).toBe(true);
});
