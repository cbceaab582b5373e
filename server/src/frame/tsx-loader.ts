import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { transformSync } from "esbuild";

let registered = false;

/**
 * Lets the process import the reader's pages (`.tsx`) as they are on disk: nothing is built beforehand, so nothing can
 * be stale.
 */
export function registerTsx(): void {
  if (registered) return;
  registered = true;
  registerHooks({
    load(url, context, next) {
      if (!url.startsWith("file:") || !url.endsWith(".tsx")) return next(url, context);
      const path = fileURLToPath(url);
      const { code } = transformSync(readFileSync(path, "utf8"), {
        loader: "tsx",
        jsx: "automatic",
        format: "esm",
        target: "node24",
        sourcefile: path,
        sourcemap: "inline",
      });
      return { format: "module", source: code, shortCircuit: true };
    },
  });
}
