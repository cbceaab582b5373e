import { enableCompileCache } from "node:module";
import { preferProduction } from "./kernel/config.ts";

// Compiled modules are kept in the system's temporary folder: every start after the first is a third faster.
enableCompileCache();
preferProduction();
const { runCommand } = await import("./cli/index.ts");

process.exitCode = await runCommand(process.argv.slice(2));
