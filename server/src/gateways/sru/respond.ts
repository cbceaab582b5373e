import {
  type CqlDiagnostic,
  type CqlQuery,
  type CqlVersion,
  cqlDiagnostic,
  parseCql,
  printCql,
  resolveContextSets,
  toXcql,
} from "@commonshelf/cql";
import { recordFlavour } from "@commonshelf/marc";
import { getInstances, type Instance, recordsOfInstances, type StoredRecord } from "../../catalogue/index.ts";
import { type Searcher, type SearchRequest, type SearchResult, translateCql } from "../../discovery/index.ts";
import type { SortName } from "../../discovery/words.ts";
import type { Db } from "../../kernel/database.ts";
import { Problem } from "../../kernel/problem.ts";
import { dublinCore } from "../dublin-core.ts";
import { servedMarcXml } from "../served-record.ts";
import { element, escapeXml, XML_HEAD } from "../xml.ts";
import {
  diagnosticXml,
  MOST_RECORDS,
  namespaceOf,
  type SruDeps,
  type SruParams,
  schemas,
} from "./answers.ts";
import { explain } from "./explain.ts";
import { holdingFields, holdingsXml, type NamedGroup, namedHoldings } from "./holdings.ts";
import { answerScan } from "./scan.ts";

const DEFAULT_RECORDS = 10;
const LAST_RECORD = 10_000;

type SchemaName = (typeof schemas)[number]["name"];

type Request = {
  version: CqlVersion;
  query: string;
  start: number;
  most: number;
  schema: SchemaName;
  packing: "xml" | "string";
  /** Whose version of a record is given where several members have one. */
  member: string | undefined;
  sort: SortName | undefined;
};

const KNOWN = new Set([
  "operation",
  "version",
  "query",
  "startRecord",
  "maximumRecords",
  "recordPacking",
  "recordXMLEscaping",
  "recordSchema",
  "stylesheet",
  "extraRequestData",
  "queryType",
  "httpAccept",
  "responseType",
  "renderedBy",
  "sortKeys",
  "resultSetTTL",
]);

/** Answers one SRU request: XML text, always with status 200, refusals as diagnostics (SRU 1.2; OASIS searchRetrieve 2.0). */
export async function answerSru(deps: SruDeps, params: SruParams, address: string): Promise<string> {
  const operation = params.operation;
  const version = versionOf(params);
  if (version === undefined) return diagnosticReply("1.2", cqlDiagnostic(5, params.version ?? ""));
  const asksNothing = params.query === undefined && params.scanClause === undefined;
  if (operation === "explain" || (operation === undefined && asksNothing)) return explain(version, address);
  if (operation === "scan" || (operation === undefined && params.query === undefined))
    return await answerScan(deps, params, version);
  if (operation !== undefined && operation !== "searchRetrieve")
    return diagnosticReply(version, cqlDiagnostic(4, operation));
  const unknown = Object.keys(params).find((name) => !KNOWN.has(name) && !name.startsWith("x-"));
  if (unknown) return diagnosticReply(version, cqlDiagnostic(8, unknown));
  const request = readRequest(params, version);
  if ("code" in request) return diagnosticReply(version, request);
  const parsed = parseCql(request.query, { version });
  if (!parsed.ok) return diagnosticReply(version, parsed.diagnostic);
  const resolved = resolveContextSets(parsed.query);
  if (!resolved.ok) return diagnosticReply(version, resolved.diagnostic);
  if (resolved.query.sortKeys.length > 1) return diagnosticReply(version, cqlDiagnostic(84, "1"));
  const translated = translateCql(resolved.query);
  if (!translated.ok) return diagnosticReply(version, translated.diagnostic);
  const result = await searchOrDiagnostic(deps.searcher, {
    node: translated.node,
    sort: resolved.query.sortKeys.length > 0 ? translated.sort : (request.sort ?? translated.sort),
    size: Math.max(1, request.most),
    offset: Math.min(request.start - 1, LAST_RECORD - MOST_RECORDS),
  });
  if ("code" in result) return diagnosticReply(version, result);
  if (request.start > Math.max(1, result.total))
    return diagnosticReply(version, cqlDiagnostic(61, String(request.start)));
  if (request.start > LAST_RECORD - MOST_RECORDS + 1)
    return diagnosticReply(
      version,
      cqlDiagnostic(
        61,
        `${request.start}: only the first ${LAST_RECORD - MOST_RECORDS} records can be reached`,
      ),
    );
  const ids = result.hits.slice(0, request.most).map((hit) => hit.id);
  const records = await recordsXml(deps.db, ids, request);
  return reply(request, parsed.query, result.total, records);
}

/** The answer of the searcher, or why there is none: a query too long for it, or it cannot be asked now. */
async function searchOrDiagnostic(
  searcher: Searcher,
  request: SearchRequest,
): Promise<SearchResult | CqlDiagnostic> {
  try {
    return await searcher.search(request);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.code === "query-too-long") return cqlDiagnostic(12, "");
    if (error.code === "search-unavailable") return cqlDiagnostic(2, "");
    throw error;
  }
}

function versionOf(params: SruParams): CqlVersion | undefined {
  if (params.version === "1.1" || params.version === "1.2" || params.version === "2.0") return params.version;
  if (params.version !== undefined) return undefined;
  const asks = params.query !== undefined || params.scanClause !== undefined;
  return params.operation === undefined && asks ? "2.0" : "1.2";
}

function readRequest(params: SruParams, version: CqlVersion): Request | CqlDiagnostic {
  if (params.query === undefined || params.query.trim() === "") return cqlDiagnostic(7, "query");
  if (params.queryType !== undefined && params.queryType !== "cql")
    return cqlDiagnostic(11, params.queryType);
  const start = params.startRecord ?? "1";
  if (!/^[1-9]\d{0,8}$/.test(start)) return cqlDiagnostic(6, `startRecord=${start}`);
  const most = params.maximumRecords ?? String(DEFAULT_RECORDS);
  if (!/^\d{1,9}$/.test(most)) return cqlDiagnostic(6, `maximumRecords=${most}`);
  const wanted = params.recordSchema ?? "marcxml";
  const schema = schemas.find((s) => s.name === wanted || s.id === wanted);
  if (!schema) return cqlDiagnostic(66, wanted);
  if (params.stylesheet !== undefined) return cqlDiagnostic(110, params.stylesheet);
  const sort = sortOfKeys(params.sortKeys);
  if (typeof sort === "object") return sort;
  const packing = (version === "2.0" ? params.recordXMLEscaping : params.recordPacking) ?? "xml";
  if (packing !== "xml" && packing !== "string") return cqlDiagnostic(71, packing);
  return {
    version,
    query: params.query,
    start: Number(start),
    most: Math.min(Number(most), MOST_RECORDS),
    schema: schema.name,
    packing,
    member: params["x-member"]?.toUpperCase(),
    sort,
  };
}

/** Paths that `sortKeys` may name. */
const SORT_PATHS: Record<string, { up?: SortName; down?: SortName }> = {
  title: { up: "title" },
  date: { up: "oldest", down: "newest" },
  year: { up: "oldest", down: "newest" },
};

/**
 * `sortKeys` of SRU 1.1: `path,schema,ascending,caseSensitive,missingValue`, keys parted by blanks; ascending is 1 or 0.
 * What is not sorted by is refused: 84 for several keys, 80 for a path or direction we have no order for.
 */
function sortOfKeys(text: string | undefined): SortName | undefined | CqlDiagnostic {
  const keys = (text ?? "").trim().split(/\s+/u).filter(Boolean);
  if (keys.length === 0) return undefined;
  if (keys.length > 1) return cqlDiagnostic(84, "1");
  const [path = "", , ascending = "1"] = keys[0]!.split(",");
  const order = SORT_PATHS[path.toLowerCase().replace(/^(?:dc|bath|bib)\./, "")];
  const sort = ["0", "descending"].includes(ascending.toLowerCase()) ? order?.down : order?.up;
  return sort ?? cqlDiagnostic(80, keys[0]!);
}

/** One record for each instance: the asked member's, else the MARC 21 one before the CNMARC one, the first of equals. */
function chooseRecord(records: StoredRecord[], member: string | undefined): StoredRecord | undefined {
  return (
    records.find((r) => r.memberCode === member) ??
    records.find((r) => recordFlavour(r.marc) === "marc21") ??
    records[0]
  );
}

async function recordsXml(db: Db, ids: number[], request: Request): Promise<string[]> {
  const [instances, records, holdings] = await Promise.all([
    getInstances(db, ids),
    request.schema === "marcxml" ? recordsOfInstances(db, ids) : [],
    request.schema === "dc" ? new Map<number, NamedGroup[]>() : namedHoldings(db, ids),
  ]);
  const byId = new Map(instances.map((i) => [i.id, i]));
  return ids.map((id, i) => {
    const instance = byId.get(id);
    const data = instance && recordData(instance, records, holdings.get(id) ?? [], request);
    return wrapRecord(request, id, request.start + i, data);
  });
}

function recordData(
  instance: Instance,
  records: StoredRecord[],
  groups: NamedGroup[],
  { schema, member }: Request,
): string | undefined {
  if (schema === "dc")
    return `<srw_dc:dc xmlns:srw_dc="info:srw/schema/1/dc-schema" xmlns:dc="http://purl.org/dc/elements/1.1/">${dublinCore(instance.brief, "dc:")}</srw_dc:dc>`;
  if (schema === "iso20775") return holdingsXml(groups);
  const own = records.filter((r) => r.instanceId === instance.id);
  const record = chooseRecord(own, member);
  return record && servedMarcXml(record.marc, holdingFields(groups));
}

function wrapRecord(request: Request, id: number, position: number, data: string | undefined): string {
  const schema = schemas.find((s) => s.name === request.schema)!.id;
  const packing = request.version === "2.0" ? "recordXMLEscaping" : "recordPacking";
  const content = data ?? diagnosticXml(request.version, cqlDiagnostic(64, String(id)), true);
  const body = request.packing === "string" ? escapeXml(content) : content;
  return (
    `<record><recordSchema>${data ? schema : "info:srw/schema/1/diagnostics-v1.1"}</recordSchema>` +
    `<${packing}>${request.packing}</${packing}><recordData>${body}</recordData>` +
    (request.version === "1.1" ? "" : `<recordIdentifier>${id}</recordIdentifier>`) +
    `<recordPosition>${position}</recordPosition></record>`
  );
}

function reply(request: Request, query: CqlQuery, total: number, records: string[]): string {
  const next = request.start + records.length;
  const version = request.version;
  const echo =
    `<echoedSearchRetrieveRequest>${element("version", version)}${element("query", printCql(query))}` +
    `${element("startRecord", request.start)}${element("maximumRecords", request.most)}` +
    `${element(version === "2.0" ? "recordXMLEscaping" : "recordPacking", request.packing)}${element("recordSchema", request.schema)}` +
    `<xQuery>${toXcql(query, { version })}</xQuery></echoedSearchRetrieveRequest>`;
  return (
    `${XML_HEAD}<searchRetrieveResponse xmlns="${namespaceOf(version)}">${element("version", version)}` +
    `<numberOfRecords>${total}</numberOfRecords>` +
    (records.length > 0 ? `<records>${records.join("")}</records>` : "") +
    (records.length > 0 && next <= total ? `<nextRecordPosition>${next}</nextRecordPosition>` : "") +
    echo +
    (version === "2.0"
      ? "<resultCountPrecision>info:srw/vocabulary/resultCountPrecision/1/exact</resultCountPrecision>"
      : "") +
    `</searchRetrieveResponse>`
  );
}

function diagnosticReply(version: CqlVersion, diagnostic: CqlDiagnostic): string {
  return (
    `${XML_HEAD}<searchRetrieveResponse xmlns="${namespaceOf(version)}">${element("version", version)}` +
    `<numberOfRecords>0</numberOfRecords><diagnostics>${diagnosticXml(version, diagnostic)}</diagnostics></searchRetrieveResponse>`
  );
}
