import { type MarcRecord, type ReadResult, type Repair, recordFlavour, unsureLinks } from "@commonshelf/marc";
import {
  type ItemFacts,
  type ItemProfile,
  type ItemReading,
  type LoadNote,
  noteOf,
  type RecordPlace,
  readItems,
} from "../copies/index.ts";
import { type Description, describeMarc21, describeUnimarc } from "../description/index.ts";
import { type Clock, dateIn, systemClock } from "../kernel/time.ts";
import { lookupKeysOf, type MatchProfile, matchKeysOf, matchProfileOf } from "../matching/index.ts";
import { profileDigest } from "./items/profiles.ts";
import {
  contentHashOf,
  holdingsItems,
  isHoldings,
  type PreparedHoldings,
  storedForm,
  titleNumberOf,
} from "./loads/holdings-records.ts";
import { numberOf, sourceOf } from "./loads/survey.ts";

/** A record ready to be matched and written: everything that needs no database is done. */
export type PreparedRecord = {
  kind: "title";
  index: number;
  byteOffset: number;
  /** Field 001; the catalogue may know the record under another name when agencies share a number (apply-batch.ts). */
  controlNumber: string;
  /** Field 003; empty when the record names no agency. */
  controlSource: string;
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
  /** Its items stay as they are: what changed is something else. */
  keepsItems?: true;
  /** Item entries its fields have: those in `items` and those refused. */
  found: number;
  /** Records of the file it is made of. */
  copies: number;
  /** For whom it is, as a number (room `audience`). */
  audience: number;
  /** What was put right, guessed or left out. */
  notes: LoadNote[];
};

/** A record that cannot be taken, with its place in the file. */
export type RejectedRecord = LoadNote;

/** A derived fact changes its shape: raise this, and the next import of the same record renews it. */
const DERIVATION_VERSION = 3;

/** What the record says, by its own format. Nothing is published later than next year. */
export function describe(record: MarcRecord, clock: Clock = systemClock): Description {
  const latest = Number(dateIn("UTC", clock.now()).slice(0, 4)) + 1;
  return recordFlavour(record) === "unimarc"
    ? describeUnimarc(record, latest)
    : describeMarc21(record, latest);
}

/**
 * Prepares one record as read; refuses what is neither a bibliographic nor a holdings record, has no control number, no
 * title, or (holdings) does not say whose they are.
 */
export function prepareRecord(
  result: ReadResult,
  profiles: readonly ItemProfile[],
): PreparedRecord | PreparedHoldings | RejectedRecord {
  if (!result.ok) {
    const place = placeOf(result, result.controlNumber ?? null);
    return noteOf(place, "refused", result.reason, null, { detail: result.message });
  }
  const { record } = result;
  const controlNumber = numberOf(record);
  const place = placeOf(result, controlNumber || null);
  const reject = (reason: string, field: string, params: LoadNote["params"] = {}): RejectedRecord =>
    noteOf(place, "refused", reason, field, params);
  if (!controlNumber) return reject("no-control-number", "001");
  const notes = [...repairNotes(place, result.repairs), ...linkNotes(place, record)];
  if (isHoldings(record)) {
    if (!titleNumberOf(record)) return reject("no-title-number", "004");
    return prepareHoldings(record, { ...place, controlNumber }, profiles, notes);
  }
  if ("zwq".includes(record.leader[6] ?? "a") && recordFlavour(record) === "marc21")
    return reject("not-bibliographic", "LDR/06", { type: record.leader[6] ?? "" });
  const description = describe(record);
  const isDeleted = record.leader[5] === "d";
  if (!description.titles[0] && !isDeleted) return reject("no-title", "245 / 200");
  const flavour = recordFlavour(record);
  const marcJson = withoutNul(storedForm(record));
  const profile = matchProfileOf(description);
  const reading = isDeleted ? NO_ITEMS : readItems(record, profiles);
  notes.push(...refusedItems(place, reading));
  const keys = matchKeysOf(profile);
  const digest = reading.profile ? profileDigest(profiles.find((p) => p.name === reading.profile)!) : "";
  return {
    kind: "title",
    index: result.index,
    byteOffset: result.offset,
    controlNumber,
    controlSource: sourceOf(record),
    isDeleted,
    flavour,
    marcJson,
    contentHash: contentHashOf(`${DERIVATION_VERSION}|${digest}|${marcJson}`),
    description,
    profile,
    keys,
    lookupKeys: lookupKeysOf(profile, keys),
    items: reading.items,
    found: reading.found,
    copies: 1,
    audience: 0,
    notes,
  };
}

const NO_ITEMS: ItemReading = { profile: "", found: 0, items: [], refused: [] };

function prepareHoldings(
  record: MarcRecord,
  place: PreparedHoldings["place"],
  profiles: readonly ItemProfile[],
  notes: LoadNote[],
): PreparedHoldings {
  const marcJson = withoutNul(storedForm(record));
  const isDeleted = record.leader[5] === "d";
  const reading = isDeleted ? NO_ITEMS : holdingsItems(record, place.controlNumber, profiles);
  notes.push(...refusedItems(place, reading));
  return {
    place,
    titleNumber: titleNumberOf(record),
    isDeleted,
    marcJson,
    contentHash: contentHashOf(`${DERIVATION_VERSION}|${marcJson}`),
    items: reading.items,
    found: reading.found,
    notes,
  };
}

function placeOf(result: ReadResult, controlNumber: string | null): RecordPlace {
  return { index: result.index, byteOffset: result.offset, controlNumber };
}

function refusedItems(place: RecordPlace, reading: ItemReading): LoadNote[] {
  return reading.refused.map((one) => noteOf(place, "warning", one.reason, one.place, { value: one.value }));
}

/** Repairs that lose nothing are notes; where characters or bytes were left out, warnings. */
const LOSING = new Set(["bad-characters", "unlisted-data", "control-character", "empty-subfield"]);

function repairNotes(place: RecordPlace, repairs: readonly Repair[]): LoadNote[] {
  return repairs.map((repair) => {
    const { code, tag, count, declared, found } = repair;
    const params: LoadNote["params"] = { n: count ?? 1, declared: declared ?? "", found: found ?? "" };
    const severity = LOSING.has(code) ? "warning" : "note";
    return noteOf(place, severity, `repair-${code}`, tag ?? null, params);
  });
}

/** Links to another script that were guessed, or lead nowhere. */
function linkNotes(place: RecordPlace, record: MarcRecord): LoadNote[] {
  return unsureLinks(record).map(({ link, taken: field }) =>
    noteOf(place, "note", field ? "link-guessed" : "link-alone", "880 $6", { link, field: field ?? "" }),
  );
}

/** PostgreSQL's text holds no NUL. */
export function withoutNul(json: string): string {
  return json.includes("\\u0000") ? json.replace(/(?<!\\)((?:\\\\)*)\\u0000/g, "$1") : json;
}

/** True for a record that cannot be taken. */
export function isRejected(
  record: PreparedRecord | PreparedHoldings | RejectedRecord,
): record is RejectedRecord {
  return "reason" in record;
}

/** True for a holdings record. */
export function isHoldingsRecord(record: PreparedRecord | PreparedHoldings): record is PreparedHoldings {
  return "titleNumber" in record;
}
