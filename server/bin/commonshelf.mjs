#!/usr/bin/env node
// Runs the command line on the project's own Node, whatever Node started this file.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const main = join(here, "../src/main.ts");
const own = join(here, "../../node_modules/node/bin/node");
const OLDEST_MAJOR = 24;

if (Number(process.versions.node.split(".")[0]) >= OLDEST_MAJOR) await import(main);
else if (!existsSync(own)) {
  process.stderr.write("commonshelf needs Node 24, which comes with the project: run npm ci first\n");
  process.exitCode = 1;
} else {
  // The channel closes when this process ends, however it does, and the command ends with it.
  const child = spawn(own, [main, ...process.argv.slice(2)], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? (signal === "SIGINT" ? 130 : 1);
  });
}
