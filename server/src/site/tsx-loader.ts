import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { transformSync } from "esbuild";

// Not the runtime of development itself: in its production build it makes nothing.
const DEVELOPMENT_BUILD = /\/cjs\/(react(?!-jsx-dev-runtime)[a-z.-]*)\.development\.js$/;
let registered = false;

/**
 * Lets the process import the reader's pages (`.tsx`) as they are on disk: nothing is built beforehand, so nothing can
 * be stale. Also takes React's production build whatever NODE_ENV says: the other one renders about five times slower.
 */
export function registerTsx(): void {
  if (registered) return;
  registered = true;
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      return { ...found, url: found.url.replace(DEVELOPMENT_BUILD, "/cjs/$1.production.js") };
    },
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
