import { type DataField, type MarcRecord, writeMarcXml } from "@commonshelf/marc";
import { convertRecord } from "@commonshelf/marc/conversion";
import { schemaMarc } from "./schema-marc.ts";

/** A record as MARC 21, whatever it was, fit for its schema; local fields of CNMARC stay with their library. */
export function asMarc21(record: MarcRecord): MarcRecord {
  return schemaMarc(convertRecord(record, "marc21", { local: false }).record).record;
}

/** A record as MARCXML that validates against MARC21slim.xsd; `holdings` replace what the record says of its own. */
export function servedMarcXml(record: MarcRecord, holdings?: DataField[]): string {
  const marc = asMarc21(record);
  const fields = holdings
    ? [...marc.fields.filter((field) => field.tag !== "852"), ...holdings]
    : marc.fields;
  if (holdings) fields.sort((a, b) => (a.tag < b.tag ? -1 : a.tag > b.tag ? 1 : 0));
  return writeMarcXml({ leader: marc.leader, fields }).replace(
    /^<record/,
    '<record xmlns="http://www.loc.gov/MARC21/slim"',
  );
}

/** A UNIMARC record as MarcXchange (ISO 25577). */
export function marcXchange(record: MarcRecord): string {
  return writeMarcXml(schemaMarc(record, "unimarc").record).replace(
    /^<record/,
    '<record xmlns="info:lc/xmlns/marcxchange-v1" format="UNIMARC" type="Bibliographic"',
  );
}
