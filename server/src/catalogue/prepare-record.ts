import { hash } from "node:crypto";
import { controlValue, type MarcRecord, type ReadResult, recordFlavour, toCompact } from "@commonshelf/marc";
import { type Clock, systemClock } from "../kernel/time.ts";
import { describeMarc21 } from "./describe/describe-marc21.ts";
import { describeUnimarc } from "./describe/describe-unimarc.ts";
import type { Description, ItemFacts } from "./description.ts";
import { itemFactsOf } from "./item-facts.ts";
import { lookupKeysOf, type MatchProfile, matchKeysOf, matchProfileOf } from "./match-profile.ts";

/** A record ready to be matched and written: everything that needs no database is done. */
export type PreparedRecord = {
  index: number;
  controlNumber: string;
  /** Leader/05 `d`: the member withdraws the record. */
  isDeleted: boolean;
  flavour: "marc21" | "unimarc";
  marcJson: string;
  /** Signed 64-bit number as text. */
  contentHash: string;
  description: Description;
  profile: MatchProfile;
  keys: string[];
  lookupKeys: string[];
  items: ItemFacts[];
};

/** A record that cannot be taken, with its place in the file. */
export type RejectedRecord = {
  index: number;
  byteOffset: number;
  controlNumber: string | null;
  reason: string;
  message: string;
};

/** A derived fact changes its shape: raise this, and the next import of the same record renews it. */
const DERIVATION_VERSION = 2;
const LONGEST_CONTROL_NUMBER = 100;

/** What the record says, by its own format. Nothing is published later than next year. */
export function describe(record: MarcRecord, clock: Clock = systemClock): Description {
  const latest = clock.now().getUTCFullYear() + 1;
  return recordFlavour(record) === "unimarc"
    ? describeUnimarc(record, latest)
    : describeMarc21(record, latest);
}

/** Prepares one record as read; refuses what is no bibliographic record, has no control number or no title. */
export function prepareRecord(result: ReadResult, itemProfile: string): PreparedRecord | RejectedRecord {
  if (!result.ok)
    return {
      index: result.index,
      byteOffset: result.offset,
      controlNumber: result.controlNumber ?? null,
      reason: result.reason,
      message: result.message,
    };
  const { record } = result;
  const controlNumber = (controlValue(record, "001") ?? "").trim().slice(0, LONGEST_CONTROL_NUMBER);
  const reject = (reason: string, message: string): RejectedRecord => ({
    index: result.index,
    byteOffset: result.offset,
    controlNumber: controlNumber || null,
    reason,
    message,
  });
  if (!controlNumber) return reject("no-control-number", "The record has no control number (field 001)");
  if ("zuvxyqw".includes(record.leader[6] ?? "a") && recordFlavour(record) === "marc21")
    return reject("not-bibliographic", `Leader/06 "${record.leader[6]}" is no bibliographic record`);
  const description = describe(record);
  const isDeleted = record.leader[5] === "d";
  if (!description.titles[0] && !isDeleted)
    return reject("no-title", "The record has no title (245 or 200 $a)");
  const flavour = recordFlavour(record);
  const marcJson = withoutNul(JSON.stringify(toCompact(record)));
  const profile = matchProfileOf(description);
  return {
    index: result.index,
    controlNumber,
    isDeleted,
    flavour,
    marcJson,
    contentHash: hash("sha256", `${DERIVATION_VERSION}|${itemProfile}|${marcJson}`, "buffer")
      .readBigInt64BE(0)
      .toString(),
    description,
    profile,
    keys: matchKeysOf(profile),
    lookupKeys: lookupKeysOf(profile),
    items: itemFactsOf(record, itemProfile),
  };
}

/** PostgreSQL's text holds no NUL. */
export function withoutNul(json: string): string {
  return json.includes("\\u0000") ? json.replace(/(?<!\\)((?:\\\\)*)\\u0000/g, "$1") : json;
}

/** Tells the two outcomes of `prepareRecord` apart. */
export function isRejected(record: PreparedRecord | RejectedRecord): record is RejectedRecord {
  return "reason" in record;
}
