import { questionFields } from "../../../server/src/copying/words.ts";
import type { RowOf } from "../operations.ts";

type Target = RowOf<"GET /copy-targets">;

function text(data: FormData, name: string): string {
  return String(data.get(name) ?? "").trim();
}

/** A catalogue outside as the form has it: only what its protocol needs is in it. */
export function readTarget(data: FormData, known: Target | null): Target {
  const indexes = questionFields.flatMap((name) => {
    const said = text(data, `index.${name}`);
    return said === "" ? [] : [[name, said] as const];
  });
  return {
    code: known?.code ?? text(data, "code"),
    name: text(data, "name"),
    protocol: text(data, "protocol") as Target["protocol"],
    host: text(data, "host").toLowerCase(),
    port: Number(text(data, "port")),
    tls: data.get("tls") !== null,
    path: text(data, "path") || "/",
    database: text(data, "database"),
    // The form has only what its protocol needs; the rest stays as it was.
    syntax: (text(data, "syntax") || known?.syntax || "usmarc") as Target["syntax"],
    version: (text(data, "version") || known?.version || "1.1") as Target["version"],
    recordSchema: text(data, "recordSchema") || known?.recordSchema || "marcxml",
    encoding: text(data, "encoding") as Target["encoding"],
    indexes: Object.fromEntries(indexes),
    isActive: data.get("isActive") !== null,
  };
}
