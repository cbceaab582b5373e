import type { z } from "zod";
import type { damagedSchema, networksSchema } from "../../../server/src/assets/schema.ts";
import type { takeInSchema } from "../../../server/src/collection-exchange/schema.ts";
import type { addressSchema, logoSchema } from "../../../server/src/collection-fronts/schema.ts";
import type {
  Config,
  importRunSchema as collectionImportSchema,
  draftChangeSchema,
  draftSchema,
  importErrorSchema,
  importStartSchema,
  newCollectionSchema,
  newObjectSchema,
  objectChangeSchema,
  revisionSchema,
  Term,
  workedCollectionSchema,
  workedObjectSchema,
  workerSchema,
} from "../../../server/src/collections/schema.ts";
import type { ObjectState, WorkerRole } from "../../../server/src/collections/words.ts";
import type {
  fileLinksSchema,
  playingsSchema,
  programsSchema,
  readingsSchema,
} from "../../../server/src/media/schema.ts";
import type { editSchema, newEditSchema } from "../../../server/src/object-edits/schema.ts";
import type { guestSchema, lendingSchema, placingSchema } from "../../../server/src/object-guests/schema.ts";
import type { LendingRule } from "../../../server/src/object-guests/words.ts";
import type {
  newObjectSourceSchema,
  objectReconciliationSchema,
  objectSourceSchema,
  sampleAskSchema,
  sampleSchema,
} from "../../../server/src/object-harvests/schema.ts";
import type {
  arrangementChangeSchema,
  arrangementSchema,
  familySchema,
} from "../../../server/src/object-parts/schema.ts";
import type {
  moveSchema,
  requestSchema,
  workedRequestSchema,
} from "../../../server/src/object-requests/schema.ts";
import type { collectionUsesSchema, ledgerSchema } from "../../../server/src/object-uses/schema.ts";
import type { correctionSchema, settlementSchema } from "../../../server/src/object-voices/schema.ts";

type Items<S extends z.ZodType> = { items: z.output<S>[] };
type Page<S extends z.ZodType> = Items<S> & { next: string | null };
type Turn = { limit?: number; cursor?: string | undefined };
type Slug = { slug: string };
type ObjectNumber = { number: number };
type Id = { id: string };
type NumberedId = { id: number };

/** What the curators' bench asks for; see `operations.ts` of the workbench. */
export type CollectionOperations = {
  "GET /collections-worked": { answer: Items<typeof workedCollectionSchema> };
  "POST /collections": {
    body: z.input<typeof newCollectionSchema>;
    answer: z.output<typeof workedCollectionSchema>;
  };
  "GET /collections/:slug/draft": { params: Slug; answer: z.output<typeof draftSchema> };
  "PUT /collections/:slug/draft": {
    params: Slug;
    body: z.input<typeof draftChangeSchema>;
    answer: z.output<typeof draftSchema>;
  };
  "GET /collection-objects/:number/arrangement": {
    params: ObjectNumber;
    answer: z.output<typeof arrangementSchema>;
  };
  "PUT /collection-objects/:number/arrangement": {
    params: ObjectNumber;
    body: z.input<typeof arrangementChangeSchema>;
    answer: z.output<typeof arrangementSchema>;
  };
  "POST /collection-objects/:number/arrangement/restoration": {
    params: ObjectNumber;
    body: { version: number; to: number };
    answer: z.output<typeof arrangementSchema>;
  };
  "GET /collection-objects/:number/family": { params: ObjectNumber; answer: z.output<typeof familySchema> };
  "PUT /collection-objects/:number/parent": {
    params: ObjectNumber;
    body: { parent: string | null };
    answer: z.output<typeof familySchema>;
  };
  "PUT /collection-objects/:number/parts": {
    params: ObjectNumber;
    body: { numbers: number[] };
    answer: z.output<typeof familySchema>;
  };
  "POST /collection-objects/:number/parts/restoration": {
    params: ObjectNumber;
    body: { to: number };
    answer: z.output<typeof familySchema>;
  };
  "GET /damaged-originals": { answer: Items<typeof damagedSchema> };
  "POST /vocabulary-readings": { body: { text: string }; answer: { terms: Term[] } };
  "PUT /collections/:slug/trial": { params: Slug; body: { config: Config }; answer: undefined };
  "GET /collections/:slug/address": { params: Slug; answer: z.output<typeof addressSchema> };
  "PUT /collections/:slug/address": {
    params: Slug;
    body: z.input<typeof addressSchema>;
    answer: z.output<typeof addressSchema>;
  };
  "POST /collections/:slug/logos": { params: Slug; body: FormData; answer: z.output<typeof logoSchema> };
  "GET /collections/:slug/uses": { params: Slug; answer: z.output<typeof collectionUsesSchema> };
  "GET /collections/:slug/requests": {
    params: Slug;
    query: Turn & { open?: "true" | "false" };
    answer: Page<typeof workedRequestSchema>;
  };
  "PUT /object-requests/:id/state": {
    params: Id;
    body: z.input<typeof moveSchema>;
    answer: z.output<typeof requestSchema>;
  };
  "GET /collections/:slug/corrections": {
    params: Slug;
    query: Turn;
    answer: Page<typeof correctionSchema>;
  };
  "PUT /object-corrections/:id": {
    params: Id;
    body: z.input<typeof settlementSchema>;
    answer: z.output<typeof correctionSchema>;
  };
  "POST /collections/:slug/harvest-samples": {
    params: Slug;
    body: z.input<typeof sampleAskSchema>;
    answer: z.output<typeof sampleSchema>;
  };
  "GET /collections/:slug/harvest-sources": { params: Slug; answer: Items<typeof objectSourceSchema> };
  "POST /collections/:slug/harvest-sources": {
    params: Slug;
    body: z.input<typeof newObjectSourceSchema>;
    answer: NumberedId;
  };
  "PUT /object-sources/:id": {
    params: NumberedId;
    body: z.input<typeof newObjectSourceSchema>;
    answer: NumberedId;
  };
  "POST /object-sources/:id/harvests": { params: NumberedId; body: { isWhole: boolean }; answer: Id };
  "GET /object-sources/:id/reconciliation": {
    params: NumberedId;
    answer: z.output<typeof objectReconciliationSchema>;
  };
  "GET /joint-base-ledger": { query: { month: string }; answer: z.output<typeof ledgerSchema> };
  "GET /collections/:slug/revisions": { params: Slug; answer: Items<typeof revisionSchema> };
  "POST /collections/:slug/revisions": {
    params: Slug;
    body: { version: number; note?: string };
    answer: z.output<typeof revisionSchema>;
  };
  "POST /collections/:slug/revisions/:number/restoration": {
    params: Slug & ObjectNumber;
    answer: z.output<typeof revisionSchema>;
  };
  "PUT /collections/:slug/withdrawal": {
    params: Slug;
    body: { withdrawn: boolean };
    answer: z.output<typeof workedCollectionSchema>;
  };
  "GET /collections/:slug/workers": { params: Slug; answer: Items<typeof workerSchema> };
  "PUT /collections/:slug/workers": {
    params: Slug;
    body: { login: string; role: WorkerRole | null };
    answer: Items<typeof workerSchema>;
  };
  "GET /collections/:slug/objects": {
    params: Slug;
    query: {
      limit?: number;
      cursor?: string | undefined;
      state?: ObjectState | undefined;
      q?: string | undefined;
    };
    answer: Items<typeof workedObjectSchema> & { next: string | null };
  };
  "POST /collections/:slug/objects": {
    params: Slug;
    body: z.input<typeof newObjectSchema>;
    answer: z.output<typeof workedObjectSchema>;
  };
  "PATCH /collection-objects/:number": {
    params: ObjectNumber;
    body: z.input<typeof objectChangeSchema>;
    answer: z.output<typeof workedObjectSchema>;
  };
  "PUT /collection-objects/:number/state": {
    params: ObjectNumber;
    body: { state: ObjectState };
    answer: z.output<typeof workedObjectSchema>;
  };
  "GET /collections/:slug/guests": { params: Slug; query: Turn; answer: Page<typeof guestSchema> };
  "DELETE /collections/:slug/guests/:number": { params: Slug & ObjectNumber; answer: undefined };
  "GET /collections/:slug/placings": { params: Slug; answer: Items<typeof placingSchema> };
  "POST /placings/:id/undo": { params: Id; answer: z.output<typeof placingSchema> };
  "GET /collections/:slug/lending": { params: Slug; answer: z.output<typeof lendingSchema> };
  "PUT /collections/:slug/lending": {
    params: Slug;
    body: { to: LendingRule };
    answer: z.output<typeof lendingSchema>;
  };
  "PUT /collections/:slug/taken-back": {
    params: Slug;
    body: { from: string; number?: number | null; isTaken: boolean };
    answer: z.output<typeof lendingSchema>;
  };
  "GET /collections-taken-in": { answer: Items<typeof takeInSchema> };
  "POST /collections-taken-in": { body: FormData; answer: z.output<typeof takeInSchema> };
  "GET /members/:code/networks": { params: { code: string }; answer: z.output<typeof networksSchema> };
  "PUT /members/:code/networks": {
    params: { code: string };
    body: z.input<typeof networksSchema>;
    answer: z.output<typeof networksSchema>;
  };
  "GET /collections/:slug/edits": { params: Slug; answer: Items<typeof editSchema> };
  "POST /collections/:slug/edits": {
    params: Slug;
    body: z.input<typeof newEditSchema>;
    answer: z.output<typeof editSchema>;
  };
  "POST /collection-edits/:id/start": { params: Id; answer: z.output<typeof editSchema> };
  "POST /collection-edits/:id/undo": { params: Id; answer: z.output<typeof editSchema> };
  "POST /collection-objects/:number/links": {
    params: ObjectNumber;
    body: { days: number };
    answer: z.output<typeof fileLinksSchema>;
  };
  "GET /media-programs": { answer: z.output<typeof programsSchema> };
  "GET /collection-objects/:number/readings": {
    params: ObjectNumber;
    answer: z.output<typeof readingsSchema>;
  };
  "POST /collection-objects/:number/readings": {
    params: ObjectNumber;
    body: { languages: string[] };
    answer: z.output<typeof readingsSchema>;
  };
  "GET /collection-objects/:number/playings": {
    params: ObjectNumber;
    answer: z.output<typeof playingsSchema>;
  };
  "POST /collection-objects/:number/playings": {
    params: ObjectNumber;
    body: Record<string, never>;
    answer: z.output<typeof playingsSchema>;
  };
  "GET /collections/:slug/imports": { params: Slug; answer: Items<typeof collectionImportSchema> };
  "POST /collections/:slug/imports": {
    params: Slug;
    body: FormData;
    answer: z.output<typeof collectionImportSchema>;
  };
  "POST /collection-imports/:id/start": {
    params: Id;
    body: z.input<typeof importStartSchema>;
    answer: z.output<typeof collectionImportSchema>;
  };
  "GET /collection-imports/:id/errors": {
    params: Id;
    query: Turn;
    answer: Page<typeof importErrorSchema>;
  };
};
