import type { Audience } from "../../audience/words.ts";
import type { ItemProfile, LoadNote } from "../../copies/index.ts";
import type { BulkTx } from "../../kernel/bulk.ts";
import type { Decision } from "../../matching/index.ts";
import type { ItemPlaces } from "../items/item-places.ts";
import type { PreparedRecord } from "../prepare-record.ts";
import type { PreparedHoldings } from "./holdings-records.ts";
import type { Rehearsal } from "./rehearsal.ts";

/** Whose records, read how, by whom, in which load. */
export type ImportContext = {
  memberId: number;
  actorId: string;
  /** Null: no load, somebody at the bench. */
  runId: string | null;
  places: ItemPlaces;
  profiles: readonly ItemProfile[];
  /** How records of the file meet those that are here. */
  overlay?: Overlay;
  /** Looks on, in the transaction of each batch. */
  watch?: Watch;
  /** A dry run: nothing is written and nothing locked; what its earlier batches would have written is kept here. */
  rehearsal?: Rehearsal;
  /** A record written at the bench, and why; items stay as they are. */
  bench?: { reason: string };
};

/** What becomes of a record before it is compared: it is taken, perhaps changed, or left with a line that says why. */
export type OverlaidRecord = { take: PreparedRecord } | { leave: LoadNote; refused: boolean };
export type Overlay = (
  tx: BulkTx,
  batch: { record: PreparedRecord; before: Existing | undefined; isSame: boolean }[],
  profiles: readonly ItemProfile[],
) => Promise<OverlaidRecord[]>;

/** What a batch did, or a dry run's would have done. */
export type SeenBatch = { placed: PlacedRecord[]; withdrawn: Existing[]; notes: LoadNote[] };
export type Watch = (tx: BulkTx, seen: SeenBatch) => Promise<void>;

export type BatchCounts = {
  rejected: number;
  created: number;
  updated: number;
  unchanged: number;
  matched: number;
  items: number;
  itemsRefused: number;
};

/** A harvest says of a record that it was deleted (OAI-PMH 2.0, 2.5.1), by its identifier. */
export type Deletion = { index: number; byteOffset: number; identifier: string };

/** Records of one batch, by kind. */
export type BatchRecords = {
  titles: PreparedRecord[];
  holdings: PreparedHoldings[];
  deletions: Deletion[];
};

/** A member's record as the catalogue has it. */
export type Existing = {
  id: number;
  control_number: string;
  control_source: string;
  content_hash: string;
  instance_id: number;
  version: number;
  deleted: boolean;
  /** Edited at the bench since the load whose hash this is. */
  edited: boolean;
  /** For whom somebody chose it to be. */
  chosen: Audience | null;
};

/** One record of the batch on its way into the tables. */
export type PlacedRecord = {
  record: PreparedRecord;
  recordId: number;
  isNew: boolean;
  instanceId: number;
  decision: Decision;
};
