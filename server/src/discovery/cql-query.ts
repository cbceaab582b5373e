import {
  type CqlDiagnostic,
  type CqlNode,
  type CqlQuery,
  type CqlSearchClause,
  cqlDiagnostic,
  parseTerm,
} from "@commonshelf/cql";
import type { SearchNode } from "./search-node.ts";
import type { SearchField, SortName } from "./words.ts";

type IndexName = SearchField | "identifier" | "id" | "year" | "language" | "type" | "all" | "library";

/** CQL indexes we know, with their context sets; names compare without case. */
export const cqlIndexes: Record<string, { index: IndexName; title: string }> = {
  "cql.serverchoice": { index: "any", title: "Anywhere" },
  "cql.anywhere": { index: "any", title: "Anywhere" },
  "cql.anyindexes": { index: "any", title: "Anywhere" },
  "cql.keywords": { index: "any", title: "Anywhere" },
  "cql.allrecords": { index: "all", title: "All records" },
  "dc.title": { index: "title", title: "Title" },
  "dc.creator": { index: "author", title: "Creator" },
  "dc.contributor": { index: "author", title: "Contributor" },
  "dc.subject": { index: "subject", title: "Subject" },
  "dc.publisher": { index: "publisher", title: "Publisher" },
  "dc.description": { index: "note", title: "Notes" },
  "dc.date": { index: "year", title: "Year of publication" },
  "dc.language": { index: "language", title: "Language" },
  "dc.type": { index: "type", title: "Type" },
  "dc.identifier": { index: "identifier", title: "Identifier" },
  "bath.title": { index: "title", title: "Title" },
  "bath.author": { index: "author", title: "Author" },
  "bath.name": { index: "author", title: "Name" },
  "bath.subject": { index: "subject", title: "Subject" },
  "bath.isbn": { index: "identifier", title: "ISBN" },
  "bath.issn": { index: "identifier", title: "ISSN" },
  "bath.standardidentifier": { index: "identifier", title: "Standard identifier" },
  "bib.dateissued": { index: "year", title: "Date of issue" },
  "commonshelf.callnumber": { index: "call-number", title: "Call number, whole or its beginning" },
  "rec.id": { index: "id", title: "Instance id" },
  "rec.identifier": { index: "id", title: "Instance id" },
  "rec.collectionname": { index: "library", title: "Code of a holding library" },
};

const CONTEXT_SETS = new Set(["cql", "dc", "bath", "rec", "bib", "commonshelf", ""]);
/** Sets a name without one is looked for in, in this order. */
export const bareSets = ["dc", "bath", "cql", "rec", "commonshelf"];

export type Translation =
  | { ok: true; node: SearchNode; sort: SortName }
  | { ok: false; diagnostic: CqlDiagnostic };

class Refused extends Error {
  readonly diagnostic: CqlDiagnostic;
  constructor(diagnostic: CqlDiagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}

/** A CQL query as a search tree, or the diagnostic (SRU Diagnostics List) that says what we do not support and where. */
export function translateCql(query: CqlQuery): Translation {
  try {
    return { ok: true, node: translate(query.clause), sort: sortOf(query) };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, diagnostic: error.diagnostic };
    throw error;
  }
}

function translate(node: CqlNode): SearchNode {
  if (node.kind === "searchClause") return clause(node);
  if (node.op === "prox") throw new Refused(cqlDiagnostic(37, "prox", node.span));
  if (node.modifiers[0]) throw new Refused(cqlDiagnostic(46, node.modifiers[0].name, node.modifiers[0].span));
  const left = translate(node.left);
  const right = translate(node.right);
  if (node.op === "or") return { kind: "or", nodes: [left, right] };
  return { kind: "and", nodes: [left, node.op === "not" ? { kind: "not", node: right } : right] };
}

function indexOf(name: string, span: CqlSearchClause["indexSpan"]): IndexName {
  const lower = name.toLowerCase();
  const [set, bare] = lower.includes(".")
    ? [lower.slice(0, lower.indexOf(".")), lower.slice(lower.indexOf(".") + 1)]
    : ["", lower];
  if (!CONTEXT_SETS.has(set)) throw new Refused(cqlDiagnostic(15, set, span));
  for (const candidate of set ? [set] : bareSets) {
    const found = cqlIndexes[`${candidate}.${bare}`];
    if (found) return found.index;
  }
  throw new Refused(cqlDiagnostic(16, name, span));
}

function clause(node: CqlSearchClause): SearchNode {
  const index = indexOf(node.index, node.indexSpan);
  const relation = node.relation.base.toLowerCase();
  const modifier = node.relation.modifiers.find(
    (m) =>
      !["word", "string", "respectcase", "ignorecase", "relevant"].includes(
        m.name.toLowerCase().replace(/^cql\./, ""),
      ),
  );
  if (modifier) throw new Refused(cqlDiagnostic(20, modifier.name, modifier.span));
  const term = plainTerm(node);
  if (index === "all") return { kind: "everything" };
  if (index === "year") return year(node, relation, term.text);
  if (!["=", "==", "exact", "any", "all", "adj", "scr"].includes(relation))
    throw new Refused(cqlDiagnostic(19, node.relation.base, node.relation.span));
  if (term.text === "") throw new Refused(cqlDiagnostic(27, "", node.termSpan));
  if (index === "identifier") return { kind: "identifier", text: term.text };
  if (index === "id") return { kind: "instance", id: /^\d{1,15}$/.test(term.text) ? Number(term.text) : -1 };
  if (index === "language" || index === "type")
    return { kind: "facet", facet: index, values: [term.text.toLowerCase()] };
  if (index === "library") return { kind: "facet", facet: "library", values: [term.text.toUpperCase()] };
  if (index === "call-number")
    return { kind: isWhole(relation) && !term.isPrefix ? "exact" : "words", field: index, text: term.text };
  if (term.isPrefix) return { kind: "prefix", field: index, text: term.text };
  if (relation === "any") return { kind: "any-word", field: index, text: term.text };
  if (relation === "all" || relation === "scr") return { kind: "words", field: index, text: term.text };
  if (relation === "adj") return { kind: "phrase", field: index, text: term.text };
  if (isWhole(relation))
    return index === "title" || index === "author" || index === "subject" || index === "series"
      ? { kind: "exact", field: index, text: term.text }
      : { kind: "phrase", field: index, text: term.text };
  return { kind: "words", field: index, text: term.text };
}

const isWhole = (relation: string): boolean => relation === "==" || relation === "exact";

/** The term's text; one mask at its end makes a prefix, other masks and anchors are refused by number. */
function plainTerm(node: CqlSearchClause): { text: string; isPrefix: boolean } {
  const parsed = parseTerm(node.term, node.termSpan);
  if (!parsed.ok) throw new Refused(parsed.diagnostic);
  let text = "";
  let isPrefix = false;
  for (const [i, part] of parsed.parts.entries()) {
    if (part.kind === "text") text += part.text;
    else if (part.kind === "anyString" && i === parsed.parts.length - 1 && text !== "") isPrefix = true;
    else if (part.kind === "anchor") throw new Refused(cqlDiagnostic(31, "^", node.termSpan));
    else throw new Refused(cqlDiagnostic(28, node.term, node.termSpan));
  }
  return { text: text.trim(), isPrefix };
}

function year(node: CqlSearchClause, relation: string, text: string): SearchNode {
  const found = /^(\d{1,4})(?:\s*[- ]\s*(\d{1,4}))?/.exec(text);
  if (!found) throw new Refused(cqlDiagnostic(36, text, node.termSpan));
  const value = Number(found[1]);
  switch (relation) {
    case "=":
    case "==":
    case "exact":
    case "scr":
      return { kind: "year", from: value, to: found[2] ? Number(found[2]) : value };
    case "within":
      return { kind: "year", from: value, to: Number(found[2] ?? value) };
    case "<":
      return { kind: "year", to: value - 1 };
    case "<=":
      return { kind: "year", to: value };
    case ">":
      return { kind: "year", from: value + 1 };
    case ">=":
      return { kind: "year", from: value };
    default:
      throw new Refused(cqlDiagnostic(19, node.relation.base, node.relation.span));
  }
}

function sortOf(query: CqlQuery): SortName {
  const key = query.sortKeys[0];
  if (!key) return "relevance";
  const descending = key.modifiers.some((m) => m.name.toLowerCase() === "sort.descending");
  const index = indexOf(key.index, key.span);
  if (index === "year") return descending ? "newest" : "oldest";
  if (index === "title" && !descending) return "title";
  throw new Refused(cqlDiagnostic(80, key.index, key.span));
}
