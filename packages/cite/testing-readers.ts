/** Small readers of the formats we write, for tests: strict where a reference manager would stumble. */

/** RIS: every line is a tag, two spaces, a dash, a space; each reference begins with TY and ends with ER. */
export function readRis(text: string): Map<string, string[]>[] {
  const records: Map<string, string[]>[] = [];
  let open: Map<string, string[]> | undefined;
  for (const line of text.split("\r\n")) {
    if (line === "") continue;
    const found = /^([A-Z][A-Z0-9]) {2}- (.*)$/u.exec(line);
    if (!found) throw new Error(`not a line of RIS: ${line}`);
    const [, tag, value] = found as unknown as [string, string, string];
    if (tag === "TY") {
      if (open) throw new Error("TY inside a reference");
      open = new Map([["TY", [value]]]);
    } else if (!open) throw new Error(`${tag} outside a reference`);
    else if (tag === "ER") {
      records.push(open);
      open = undefined;
    } else open.set(tag, [...(open.get(tag) ?? []), value]);
  }
  if (open) throw new Error("a reference without ER");
  return records;
}

export type BibtexEntry = { type: string; key: string; fields: Map<string, string> };

/** BibTeX: entries with balanced braces; escaped braces count as BibTeX counts them. */
export function readBibtex(text: string): BibtexEntry[] {
  const entries: BibtexEntry[] = [];
  let at = 0;
  const skip = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found) throw new Error(`expected ${pattern} at ${at}: ${text.slice(at, at + 40)}`);
    at = pattern.lastIndex;
    return found[1] ?? "";
  };
  const value = (): string => {
    skip(/\{/y);
    const start = at;
    for (let depth = 1; depth > 0; at++) {
      const c = text[at];
      if (c === undefined) throw new Error("braces without end");
      if (c === "\\" && (text[at + 1] === "{" || text[at + 1] === "}")) at++;
      else if (c === "{") depth++;
      else if (c === "}") depth--;
    }
    return text.slice(start, at - 1);
  };
  while (/\S/u.test(text.slice(at))) {
    const type = skip(/\s*@([a-z]+)\{/y);
    const key = skip(/([A-Za-z0-9-]+),\s*/y);
    const fields = new Map<string, string>();
    while (text[at] !== "}") {
      const name = skip(/([a-z]+) = /y);
      if (fields.has(name)) throw new Error(`${name} twice`);
      fields.set(name, value());
      skip(/,?\s*/y);
    }
    skip(/\}\s*/y);
    entries.push({ type, key, fields });
  }
  return entries;
}

/** Undoes the escapes of TeX and the braces that only protect. */
export function plainTex(text: string): string {
  return text
    .replace(
      /\\(textbackslash|textasciitilde|textasciicircum)\{\}|\\([&%$#_{}])|[{}]/g,
      (_all, word, mark) =>
        word === "textbackslash" ? "\\" : word === "textasciitilde" ? "~" : word ? "^" : (mark ?? ""),
    )
    .trim();
}

/** `%0 Book` and `{Title}: …` lines alike: pairs per reference. */
export function readTagged(text: string, line: RegExp): [string, string][][] {
  return text
    .split(/\r\n\r\n/u)
    .filter((block) => block.trim() !== "")
    .map((block) =>
      block
        .trim()
        .split("\r\n")
        .map((row): [string, string] => {
          const found = line.exec(row);
          if (!found) throw new Error(`not a tagged line: ${row}`);
          return [found[1]!, found[2]!];
        }),
    );
}
