/** Contextual Query Language (CQL 1.1, 1.2 and 2.0): text to tree, tree to text, tree to XCQL. */
export { resolveContextSets } from "./context-sets.ts";
export type { CqlDiagnostic } from "./diagnostic.ts";
export { cqlDiagnostic, diagnostics, diagnosticUri } from "./diagnostic.ts";
export type { CqlOptions, CqlResult } from "./parse.ts";
export { parseCql } from "./parse.ts";
export { printCql } from "./print.ts";
export type { CqlTermPart, CqlTermResult } from "./term.ts";
export { escapeTerm, parseTerm } from "./term.ts";
export type {
  CqlBoolean,
  CqlBooleanOperator,
  CqlComparison,
  CqlModifier,
  CqlNode,
  CqlPrefix,
  CqlQuery,
  CqlRelation,
  CqlSearchClause,
  CqlSortKey,
  CqlSpan,
  CqlVersion,
} from "./tree.ts";
export { toXcql } from "./xcql.ts";
