import { once } from "node:events";
import { Parser, type Quad } from "n3";
import { RdfXmlParser } from "rdfxml-streaming-parser";
import { BrokenRecords } from "./broken.ts";
import { refuse } from "./refusals.ts";
import { readXml } from "./xml.ts";

/** A term as collections keep it: SKOS Reference, sections 3 to 8. */
export type SkosTerm = {
  code: string;
  broader: string | null;
  label: Partial<Record<"zh-Hans" | "zh-Hant" | "en", string>>;
  variants: string[];
};

const SKOS = "http://www.w3.org/2004/02/skos/core#";
const TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
/** What relative addresses of a file are read against. */
const BASE = "http://terms.invalid/";
const MOST_TERMS = 3000;
const LONGEST_CODE = 60;
const LONGEST_NAME = 200;
const MOST_VARIANTS = 100;
const XML = /^\ufeff?\s*<(?:\?xml|!--|!DOCTYPE|(?:[\w-]+:)?RDF[\s>])/;

function wrong(place: string): never {
  throw refuse("import-records-wrong", { format: "SKOS", place: place.slice(0, 200) });
}

function readTurtle(text: string): Quad[] {
  try {
    return new Parser({ baseIRI: BASE }).parse(text);
  } catch (error) {
    const { context, message } = error as Error & { context?: { line?: number } };
    return wrong(String(context?.line ?? /line (\d+)/.exec(message)?.[1] ?? message));
  }
}

async function readRdfXml(text: string): Promise<Quad[]> {
  // The parser passes over an end that is missing; entities of a file's own are refused here too.
  try {
    readXml(text, "SKOS");
  } catch (error) {
    if (error instanceof BrokenRecords) wrong(error.place);
    throw error;
  }
  const parser = new RdfXmlParser({ baseIRI: BASE, trackPosition: true });
  const quads: Quad[] = [];
  parser.on("data", (quad: Quad) => quads.push(quad));
  try {
    const ended = once(parser, "end");
    parser.end(text);
    await ended;
  } catch (error) {
    const { line, message } = error as Error & { line?: number };
    wrong(String(line ?? /(\d+):\d+/.exec(message)?.[1] ?? message));
  }
  return quads;
}

/** Chinese without a script is taken for simplified, as most files mean it. */
function languageOf(tag: string): keyof SkosTerm["label"] | null {
  if (/^zh-(?:hant|tw|hk|mo)/i.test(tag)) return "zh-Hant";
  if (/^zh(?:-|$)/i.test(tag)) return "zh-Hans";
  return /^en(?:-|$)/i.test(tag) ? "en" : null;
}

type Concept = { names: [string, string][]; others: string[]; notations: string[]; broader: string[] };

function gather(quads: readonly Quad[]): Map<string, Concept> {
  const concepts = new Map<string, Concept>();
  const of = (id: string): Concept => {
    const known = concepts.get(id) ?? { names: [], others: [], notations: [], broader: [] };
    concepts.set(id, known);
    return known;
  };
  const schemes = new Set<string>();
  for (const { subject, predicate, object } of quads) {
    const name = predicate.value.startsWith(SKOS) ? predicate.value.slice(SKOS.length) : "";
    if (predicate.value === TYPE && object.value === `${SKOS}ConceptScheme`) schemes.add(subject.value);
    else if (predicate.value === TYPE && object.value === `${SKOS}Concept`) of(subject.value);
    else if (name === "prefLabel" && object.termType === "Literal")
      of(subject.value).names.push([object.language, object.value.trim()]);
    else if (name === "altLabel" || name === "hiddenLabel")
      of(subject.value).others.push(object.value.trim());
    else if (name === "notation") of(subject.value).notations.push(object.value.trim());
    else if (name === "broader") of(subject.value).broader.push(object.value);
    else if (name === "narrower") of(object.value).broader.push(subject.value);
  }
  for (const id of schemes) concepts.delete(id);
  return concepts;
}

function tailOf(id: string): string {
  const tail =
    id
      .replace(/[#/]+$/, "")
      .split(/[#/]/)
      .at(-1) ?? "";
  try {
    return decodeURIComponent(tail);
  } catch {
    return tail;
  }
}

function namesOf(id: string, { names, others }: Concept): Pick<SkosTerm, "label" | "variants"> {
  const label: SkosTerm["label"] = {};
  const rest: string[] = [];
  for (const [tag, text] of names) {
    const language = languageOf(tag);
    if (text !== "" && language && label[language] === undefined) label[language] = text;
    else rest.push(text);
  }
  if (Object.keys(label).length === 0 && rest[0])
    label[/\p{Script=Han}/u.test(rest[0]) ? "zh-Hans" : "en"] = rest[0];
  const known = new Set(Object.values(label));
  const variants = [...new Set([...rest, ...others])].filter((one) => one !== "" && !known.has(one));
  if (known.size === 0 || [...known, ...variants].some((one) => one.length > LONGEST_NAME)) wrong(id);
  if (variants.length > MOST_VARIANTS) wrong(id);
  return { label, variants };
}

function demandTree(terms: readonly SkosTerm[]): void {
  const above = new Map(terms.map((one) => [one.code, one.broader]));
  for (const { code } of terms) {
    const seen = new Set<string>();
    for (let at: string | null = code; at !== null; at = above.get(at) ?? null) {
      if (seen.has(at)) wrong(code);
      seen.add(at);
    }
  }
}

/**
 * The terms of a SKOS vocabulary in Turtle or RDF/XML, in the order of the file; of several broader terms the first counts.
 * Refuses `import-records-wrong` 400 with the place: a line, or the term that has no name, stands twice or is in a circle.
 */
export async function readSkos(text: string): Promise<SkosTerm[]> {
  const concepts = gather(XML.test(text) ? await readRdfXml(text) : readTurtle(text));
  if (concepts.size === 0) wrong("skos:Concept");
  if (concepts.size > MOST_TERMS) wrong(String(MOST_TERMS + 1));
  const codes = new Map<string, string>();
  const taken = new Set<string>();
  for (const [id, { notations }] of concepts) {
    const code = [...notations, tailOf(id)].find((one) => one !== "" && !taken.has(one));
    if (code === undefined || code.length > LONGEST_CODE) wrong(id);
    taken.add(code);
    codes.set(id, code);
  }
  const terms = [...concepts].map(([id, concept]) => {
    const above = concept.broader.flatMap((one) => codes.get(one) ?? []);
    return { code: codes.get(id)!, broader: above[0] ?? null, ...namesOf(id, concept) };
  });
  demandTree(terms);
  return terms;
}

/** A vocabulary as SKOS in Turtle; `base`: the address its terms are named under. Reading it gives the same terms. */
export function writeSkos(
  base: string,
  name: SkosTerm["label"],
  terms: readonly (Omit<SkosTerm, "label"> & { label: Partial<Record<string, string | undefined>> })[],
): string {
  const idOf = (code: string): string => `<${base}#${encodeURIComponent(code)}>`;
  const text = (value: string, tag = ""): string => `${JSON.stringify(value)}${tag === "" ? "" : `@${tag}`}`;
  const names = (label: Partial<Record<string, string | undefined>>): string[] =>
    Object.entries(label).flatMap(([tag, value]) => (value ? [`skos:prefLabel ${text(value, tag)}`] : []));
  const lines = terms.map(({ code, broader, label, variants }) => {
    const parts = [
      "a skos:Concept",
      `skos:inScheme <${base}>`,
      `skos:notation ${text(code)}`,
      ...names(label),
      ...variants.map((one) => `skos:altLabel ${text(one)}`),
      broader === null ? `skos:topConceptOf <${base}>` : `skos:broader ${idOf(broader)}`,
    ];
    return `${idOf(code)} ${parts.join(" ;\n  ")} .\n`;
  });
  const scheme = [`<${base}> a skos:ConceptScheme`, ...names(name)].join(" ;\n  ");
  return [`@prefix skos: <${SKOS}> .\n`, `${scheme} .\n`, ...lines].join("\n");
}
