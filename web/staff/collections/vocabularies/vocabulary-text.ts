import type { Term } from "../../../../server/src/collections/schema.ts";

const STEP = "  ";

/** Terms as people type them: one a line, those below further in; `经部 / 經部 / Classics #jing`. */
export function writeTerms(terms: readonly Term[]): string {
  const lines: string[] = [];
  const write = (broader: string | null, depth: number): void => {
    if (depth > 10) return;
    for (const term of terms.filter((one) => one.broader === broader)) {
      const names = [term.label["zh-Hans"], term.label["zh-Hant"], term.label.en].map((name) => name ?? "");
      while (names.length > 1 && names.at(-1) === "") names.pop();
      const variants = term.variants.length > 0 ? ` (${term.variants.join("; ")})` : "";
      lines.push(`${STEP.repeat(depth)}${names.join(" / ")}${variants} #${term.code}`);
      write(term.code, depth + 1);
    }
  };
  write(null, 0);
  return lines.join("\n");
}

const LINE = /^(\s*)(.*?)(?:\s*\(([^()]*)\))?(?:\s*#(\S+))?\s*$/;

/** Reads such lines; a term without a code is known by its first name. */
export function readTerms(text: string): Term[] {
  const above: { depth: number; code: string }[] = [];
  return text.split("\n").flatMap((line) => {
    const [, indent = "", names = "", variants = "", given] = LINE.exec(line.replaceAll("\t", STEP)) ?? [];
    const [hans = "", hant = "", en = ""] = names.split("/").map((name) => name.trim());
    const code = (given ?? (hans || en)).slice(0, 60);
    if (code === "") return [];
    while (above.length > 0 && above.at(-1)!.depth >= indent.length) above.pop();
    const broader = above.at(-1)?.code ?? null;
    above.push({ depth: indent.length, code });
    const label = { ...(hans && { "zh-Hans": hans }), ...(hant && { "zh-Hant": hant }), ...(en && { en }) };
    return [
      {
        code,
        broader,
        label,
        variants: variants
          .split(";")
          .map((one) => one.trim())
          .filter(Boolean),
      },
    ];
  });
}
