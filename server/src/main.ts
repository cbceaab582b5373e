// React looks at this when it is loaded; its development build renders several times slower.
process.env.NODE_ENV ??= "production";
const { runCommand } = await import("./cli/index.ts");

process.exitCode = await runCommand(process.argv.slice(2));
