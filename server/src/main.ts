import { preferProduction } from "./kernel/config.ts";

preferProduction();
const { runCommand } = await import("./cli/index.ts");

process.exitCode = await runCommand(process.argv.slice(2));
