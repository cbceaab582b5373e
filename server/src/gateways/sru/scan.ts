import {
  type CqlDiagnostic,
  type CqlQuery,
  type CqlSearchClause,
  type CqlVersion,
  cqlDiagnostic,
  escapeTerm,
  parseCql,
  parseTerm,
  printCql,
  resolveContextSets,
  toXcql,
} from "@commonshelf/cql";
import type { BrowseKind } from "../../browse-lists/words.ts";
import { bareSets, cqlIndexes, scanHeadings } from "../../discovery/index.ts";
import { element, XML_HEAD } from "../xml.ts";
import { diagnosticXml, namespaceOf, type SruDeps, type SruParams } from "./answers.ts";

const DEFAULT_TERMS = 10;
const MOST_TERMS = 100;
const KNOWN = new Set([
  "operation",
  "version",
  "scanClause",
  "responsePosition",
  "maximumTerms",
  "stylesheet",
  "extraRequestData",
  "httpAccept",
  "responseType",
  "renderedBy",
]);

/** Indexes whose terms can be listed, and the list they stand in; the server's choice is the titles. */
export const scanKinds: ReadonlyMap<string, BrowseKind> = new Map([
  ["title", "title"],
  ["author", "author"],
  ["subject", "subject"],
  ["any", "title"],
  ["call-number", "call-number"],
]);
const SETS = new Set([...bareSets, "bib"]);
const RELATIONS = new Set(["=", "==", "exact", "scr", "adj"]);
const MODIFIERS = new Set(["word", "string", "ignorecase", "respectcase"]);

type ScanRequest = {
  kind: BrowseKind;
  text: string;
  query: CqlQuery;
  position: number;
  most: number;
};

/**
 * Answers a scan (SRU 1.1, 1.2; OASIS searchRetrieve 2.0 part 6): the headings around a term in the Latin order, each with
 * the records a search for it finds. The start term may be in any script.
 */
export async function answerScan(deps: SruDeps, params: SruParams, version: CqlVersion): Promise<string> {
  const request = readScan(params, version);
  if ("code" in request) return scanReply(version, [], "", request);
  const { kind, text, position, most } = request;
  const found = await scanHeadings(deps.db, deps.searcher, {
    kind,
    text,
    before: Math.max(0, position - 1),
    size: most,
    skip: position === 0,
  });
  const terms = found.terms.map((term, i) => {
    const isFirst = found.first && i === 0;
    const isLast = found.last && i === found.terms.length - 1;
    const where = isFirst && isLast ? "only" : isFirst ? "first" : isLast ? "last" : "inner";
    return (
      `<term>${element("value", escapeTerm(term.display))}<numberOfRecords>${term.titles}</numberOfRecords>` +
      `${element("displayTerm", term.see === null ? term.display : `${term.display} → ${term.see}`)}` +
      `<whereInList>${where}</whereInList></term>`
    );
  });
  const echo =
    `<echoedScanRequest>${element("version", version)}${element("scanClause", printCql(request.query))}` +
    `<xScanClause>${toXcql(request.query, { version })}</xScanClause>` +
    `<responsePosition>${position}</responsePosition><maximumTerms>${most}</maximumTerms></echoedScanRequest>`;
  return scanReply(version, terms, echo);
}

function readScan(params: SruParams, version: CqlVersion): ScanRequest | CqlDiagnostic {
  const unknown = Object.keys(params).find((name) => !KNOWN.has(name) && !name.startsWith("x-"));
  if (unknown) return cqlDiagnostic(8, unknown);
  if (params.scanClause === undefined || params.scanClause.trim() === "")
    return cqlDiagnostic(7, "scanClause");
  const most = params.maximumTerms ?? String(DEFAULT_TERMS);
  if (!/^[1-9]\d{0,8}$/.test(most)) return cqlDiagnostic(6, `maximumTerms=${most}`);
  if (Number(most) > MOST_TERMS) return cqlDiagnostic(121, String(MOST_TERMS));
  const position = params.responsePosition ?? "1";
  if (!/^\d{1,9}$/.test(position)) return cqlDiagnostic(6, `responsePosition=${position}`);
  if (Number(position) > Number(most) + 1) return cqlDiagnostic(120, position);
  const parsed = parseCql(params.scanClause, { version, allowEmptyTerm: true });
  if (!parsed.ok) return parsed.diagnostic;
  const resolved = resolveContextSets(parsed.query);
  if (!resolved.ok) return resolved.diagnostic;
  const { clause, sortKeys } = resolved.query;
  if (clause.kind !== "searchClause") return cqlDiagnostic(37, clause.op, clause.span);
  if (sortKeys.length > 0) return cqlDiagnostic(48, "sortBy");
  const kind = kindOf(clause);
  if (typeof kind !== "string") return kind;
  const text = textOf(clause);
  if (typeof text !== "string") return text;
  return { kind, text, query: parsed.query, position: Number(position), most: Number(most) };
}

function kindOf(clause: CqlSearchClause): BrowseKind | CqlDiagnostic {
  const name = clause.index.toLowerCase();
  const dot = name.indexOf(".");
  const set = dot < 0 ? "" : name.slice(0, dot);
  if (set !== "" && !SETS.has(set)) return cqlDiagnostic(15, set, clause.indexSpan);
  const names = set === "" ? bareSets.map((s) => `${s}.${name}`) : [name];
  const known = names.map((n) => cqlIndexes[n]).find((i) => i !== undefined);
  const kind = known && scanKinds.get(known.index);
  if (!kind) return cqlDiagnostic(16, clause.index, clause.indexSpan);
  const { base, modifiers, span } = clause.relation;
  if (!RELATIONS.has(base.toLowerCase())) return cqlDiagnostic(19, base, span);
  const modifier = modifiers.find((m) => !MODIFIERS.has(m.name.toLowerCase().replace(/^cql\./, "")));
  return modifier ? cqlDiagnostic(20, modifier.name, modifier.span) : kind;
}

/** The start term; a mask at its end says no more than the term itself. */
function textOf(clause: CqlSearchClause): string | CqlDiagnostic {
  const parsed = parseTerm(clause.term, clause.termSpan);
  if (!parsed.ok) return parsed.diagnostic;
  const last = parsed.parts.at(-1);
  const parts = last?.kind === "anyString" ? parsed.parts.slice(0, -1) : parsed.parts;
  const texts = parts.flatMap((part) => (part.kind === "text" ? [part.text] : []));
  return texts.length === parts.length
    ? texts.join("").trim()
    : cqlDiagnostic(28, clause.term, clause.termSpan);
}

function scanReply(
  version: CqlVersion,
  terms: readonly string[],
  echo: string,
  diagnostic?: CqlDiagnostic,
): string {
  const namespace = version === "2.0" ? "http://docs.oasis-open.org/ns/search-ws/scan" : namespaceOf(version);
  return (
    `${XML_HEAD}<scanResponse xmlns="${namespace}">${element("version", version)}` +
    (terms.length > 0 ? `<terms>${terms.join("")}</terms>` : "") +
    echo +
    (diagnostic ? `<diagnostics>${diagnosticXml(version, diagnostic)}</diagnostics>` : "") +
    `</scanResponse>`
  );
}
