/** The versions of the language: 1.1 and 1.2 travel in SRU 1.1 and 1.2, 2.0 in SRU 2.0 (OASIS searchRetrieve part 5). */
export type CqlVersion = "1.1" | "1.2" | "2.0";

/** Where something stands in the query text: 0-based offset and length, both in UTF-16 units (string indexes). */
export type CqlSpan = { position: number; length: number };

/** The relation symbols of the grammar. `==` (exact match) is not in CQL 1.1. */
export type CqlComparison = "=" | "==" | "<>" | "<" | ">" | "<=" | ">=";

/** The boolean operators; CQL has no others. */
export type CqlBooleanOperator = "and" | "or" | "not" | "prox";

/** `/name` or `/name=value` after a relation, a boolean or a sort key. Both or neither of comparison and value are null. */
export type CqlModifier = {
  name: string;
  comparison: CqlComparison | null;
  value: string | null;
  span?: CqlSpan;
};

/** How index and term are compared: a symbol or a name such as `any`, as written (names compare without case). */
export type CqlRelation = { base: string; modifiers: CqlModifier[]; span?: CqlSpan };

/** `>dc="info:srw/cql-context-set/1/dc-v1.1"`; the name is null when the default context set is assigned. */
export type CqlPrefix = { name: string | null; uri: string; span?: CqlSpan };

/**
 * One search clause. `term` keeps its backslash escapes, so that `\*` (an asterisk) and `*` (a mask) differ: read it
 * with parseTerm. A term alone has `termOnly` true and the index and relation the version prescribes.
 * `prefixes` are assignments that hold for this clause only (written inside its parentheses).
 * Spans are absent on trees made by hand; `termSpan` covers the term without its quotes.
 */
export type CqlSearchClause = {
  kind: "searchClause";
  prefixes: CqlPrefix[];
  index: string;
  relation: CqlRelation;
  term: string;
  termOnly: boolean;
  indexSpan?: CqlSpan;
  termSpan?: CqlSpan;
};

/** Two operands under one boolean operator. `span` covers the operator word. */
export type CqlBoolean = {
  kind: "boolean";
  prefixes: CqlPrefix[];
  op: CqlBooleanOperator;
  modifiers: CqlModifier[];
  left: CqlNode;
  right: CqlNode;
  span?: CqlSpan;
};

/** A search clause or a boolean over two of them. */
export type CqlNode = CqlSearchClause | CqlBoolean;

/** One key of `sortBy`, the most significant first, such as `dc.date/sort.descending`. */
export type CqlSortKey = { index: string; modifiers: CqlModifier[]; span?: CqlSpan };

/** A whole query: prefix assignments that hold for all of it, what to find, how to sort. */
export type CqlQuery = { kind: "query"; prefixes: CqlPrefix[]; clause: CqlNode; sortKeys: CqlSortKey[] };
