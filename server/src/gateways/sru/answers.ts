import { type CqlDiagnostic, type CqlVersion, diagnosticUri } from "@commonshelf/cql";
import type { Searcher } from "../../discovery/index.ts";
import type { Db } from "../../kernel/database.ts";
import { element, escapeXml } from "../xml.ts";

export type SruDeps = { db: Db; searcher: Searcher };
export type SruParams = Record<string, string | undefined>;

/** Records in one answer. */
export const MOST_RECORDS = 100;

/** Record schemas we give, by identifier and short name. */
export const schemas = [
  { name: "marcxml", id: "info:srw/schema/1/marcxml-v1.1", title: "MARCXML" },
  { name: "dc", id: "info:srw/schema/1/dc-v1.1", title: "Dublin Core" },
  { name: "iso20775", id: "info:ofi/fmt:xml:xsd:iso20775", title: "Holdings of all members (ISO 20775)" },
] as const;

/** Namespace of the answer's elements. */
export function namespaceOf(version: CqlVersion): string {
  return version === "2.0"
    ? "http://docs.oasis-open.org/ns/search-ws/sruResponse"
    : "http://www.loc.gov/zing/srw/";
}

/** A diagnostic of the version's own namespace; `isSurrogate`: it stands for one record. */
export function diagnosticXml(version: CqlVersion, d: CqlDiagnostic, isSurrogate = false): string {
  const namespace =
    version === "2.0"
      ? "http://docs.oasis-open.org/ns/search-ws/diagnostic"
      : "http://www.loc.gov/zing/srw/diagnostic/";
  const place = d.position === undefined || isSurrogate ? "" : ` (at character ${d.position + 1})`;
  return (
    `<diagnostic xmlns="${namespace}"><uri>${diagnosticUri(d.code)}</uri>` +
    `<details>${escapeXml(`${d.details}${place}`)}</details>${element("message", d.message)}</diagnostic>`
  );
}
