import { type DataField, isData, type MarcField, type MarcRecord } from "@commonshelf/marc";

/** A record fit for the schema it is served under, and what had to be changed for that, one word each. */
export type ServedRecord = { record: MarcRecord; changes: string[] };

const CONTROL_TAG = /^00[1-9A-Za-z]$/;
const DATA_TAG = /^(?:0[1-9A-Z][0-9A-Z]|0[1-9a-z][0-9a-z]|[1-9A-Z][0-9A-Z]{2}|[1-9a-z][0-9a-z]{2})$/;
const INDICATOR = /^[\da-z ]$/;
const CODE = /^[\dA-Za-z!"#$%&'()*+,\-./:;<=>?{}_^`~[\]\\]$/;

/**
 * A record as the schema MARC21slim.xsd 1.1 takes it: a leader of its pattern, control fields before data fields, tags,
 * indicators and subfield codes of its character classes, no data field without a subfield. `flavour` unimarc: the same
 * for MarcXchange (ISO 25577), whose leader keeps its own last positions.
 */
export function schemaMarc(record: MarcRecord, flavour: "marc21" | "unimarc" = "marc21"): ServedRecord {
  const changes: string[] = [];
  const leader = schemaLeader(record.leader, flavour);
  if (leader !== record.leader) changes.push("leader");
  const controls: MarcField[] = [];
  const data: MarcField[] = [];
  let isOrdered = true;
  for (const field of record.fields) {
    const fit = fitField(field, changes);
    if (!fit) continue;
    if (isData(fit)) data.push(fit);
    else {
      if (data.length > 0) isOrdered = false;
      controls.push(fit);
    }
  }
  if (!isOrdered) changes.push("order");
  return { record: { leader, fields: [...controls, ...data] }, changes: [...new Set(changes)] };
}

function schemaLeader(raw: string, flavour: "marc21" | "unimarc"): string {
  const text = raw.padEnd(24, " ").slice(0, 24);
  const at = (position: number, allowed: RegExp, otherwise: string): string =>
    allowed.test(text[position]!) ? text[position]! : otherwise;
  const digits = (from: number): string =>
    /^[\d ]{5}$/.test(text.slice(from, from + 5)) ? text.slice(from, from + 5) : "00000";
  const any = /[\dA-Za-z ]/;
  return (
    digits(0) +
    at(5, any, "n") +
    at(6, /[\dA-Za-z]/, "a") +
    at(7, any, "m") +
    at(8, any, " ") +
    (flavour === "marc21" ? "a" : at(9, any, " ")) +
    "22" +
    digits(12) +
    at(17, any, " ") +
    at(18, any, " ") +
    at(19, any, " ") +
    (flavour === "marc21" ? "4500" : "450 ")
  );
}

function fitField(field: MarcField, changes: string[]): MarcField | undefined {
  if (!isData(field)) {
    if (CONTROL_TAG.test(field.tag)) return field;
    changes.push(`tag ${field.tag}`);
    // A data field that lost its subfields, or a control field of a system of its own (FMT, LDR): no place in the schema.
    return undefined;
  }
  if (!DATA_TAG.test(field.tag)) {
    changes.push(`tag ${field.tag}`);
    return undefined;
  }
  return fitDataField(field, changes);
}

function fitDataField(field: DataField, changes: string[]): DataField | undefined {
  const { tag } = field;
  const indicator = (value: string): string => {
    if (INDICATOR.test(value)) return value;
    changes.push(`indicator ${tag}`);
    return /^[A-Z]$/.test(value) ? value.toLowerCase() : " ";
  };
  const subfields = field.subfields.filter(([code]) => CODE.test(code));
  if (subfields.length < field.subfields.length) changes.push(`code ${tag}`);
  if (subfields.length === 0) {
    changes.push(`empty ${tag}`);
    return undefined;
  }
  return { tag, ind1: indicator(field.ind1), ind2: indicator(field.ind2), subfields };
}
