import type { CqlVersion } from "@commonshelf/cql";
import { cqlIndexes } from "../../discovery/index.ts";
import { element, escapeXml, XML_HEAD } from "../xml.ts";
import { MOST_RECORDS, namespaceOf, schemas } from "./answers.ts";
import { scanKinds } from "./scan.ts";

const SETS: Record<string, string> = {
  cql: "info:srw/cql-context-set/1/cql-v1.2",
  dc: "info:srw/cql-context-set/1/dc-v1.1",
  bath: "http://zing.z3950.org/cql/bath/2.0/",
  rec: "info:srw/cql-context-set/2/rec-1.1",
  bib: "info:srw/cql-context-set/1/bib-v1.0",
  commonshelf: "urn:commonshelf:cql-context-set:1",
};

/** Names that are not written in small letters throughout. */
const NAMES: Record<string, string> = { "commonshelf.callnumber": "callNumber" };

/** The explain record (ZeeRex 2.0) of this server in an SRU explain response. */
export function explain(version: CqlVersion, address: string): string {
  const url = new URL(address);
  const sets = Object.entries(SETS).map(([name, id]) => `<set name="${name}" identifier="${id}"/>`);
  const indexes = Object.entries(cqlIndexes).map(([name, { index, title }]) => {
    const [set, bare] = name.split(".");
    return `<index search="true" scan="${scanKinds.has(index)}"><title>${escapeXml(title)}</title><map><name set="${set}">${NAMES[name] ?? bare}</name></map></index>`;
  });
  const schemaInfo = schemas.map(
    (s) => `<schema identifier="${s.id}" name="${s.name}"><title>${s.title}</title></schema>`,
  );
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  const record =
    `<explain xmlns="http://explain.z3950.org/dtd/2.0/"><serverInfo protocol="SRU" version="${version}" transport="${url.protocol.replace(":", "")}">` +
    `${element("host", url.hostname)}${element("port", port)}${element("database", url.pathname.slice(1))}</serverInfo>` +
    `<databaseInfo><title>Commonshelf</title></databaseInfo><indexInfo>${sets.join("")}${indexes.join("")}</indexInfo>` +
    `<schemaInfo>${schemaInfo.join("")}</schemaInfo><configInfo><default type="numberOfRecords">10</default>` +
    `<setting type="maximumRecords">${MOST_RECORDS}</setting><default type="retrieveSchema">marcxml</default><supports type="scan">true</supports></configInfo></explain>`;
  const packing = version === "2.0" ? "recordXMLEscaping" : "recordPacking";
  return (
    `${XML_HEAD}<explainResponse xmlns="${namespaceOf(version)}">${element("version", version)}<record>` +
    `<recordSchema>http://explain.z3950.org/dtd/2.0/</recordSchema><${packing}>xml</${packing}>` +
    `<recordData>${record}</recordData></record></explainResponse>`
  );
}
