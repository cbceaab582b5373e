import type { z } from "zod";
import type { audienceRulesSchema } from "../../../server/src/audience/schema.ts";
import type {
  allotmentSchema,
  audienceChoiceSchema,
  fastAddedRecordSchema,
  fastAddSchema,
  foundRecordSchema,
  heldItemSchema,
  itemChangeSchema,
  lookAlikesSchema,
  newAllotmentSchema,
  newItemSchema,
  newNumberRangeSchema,
  newRecordSchema,
  numberRangeSchema,
  numbersWantedSchema,
  protectedFieldSchema,
  recordAddedSchema,
  recordChangeSchema,
  recordDraftSchema,
  recordRestorationSchema,
  recordSavedSchema,
  recordVersionSchema,
  recordViewSchema,
  recordWithdrawalSchema,
  survivorshipPreviewSchema,
  survivorshipRulesSchema,
  withdrawalFactsSchema,
} from "../../../server/src/cataloguing/schema.ts";
import type { titlePageReadingSchema } from "../../../server/src/media/schema.ts";

type Items<S extends z.ZodType> = { items: z.output<S>[] };
type Page<S extends z.ZodType> = Items<S> & { next: string | null };
type Rules = { rules: z.output<typeof audienceRulesSchema> };
type Survivorship = { rules: z.output<typeof survivorshipRulesSchema> };
type Protected = { fields: z.output<typeof protectedFieldSchema>[] };
type Id = { id: string | number };
type Turn = { limit?: number; cursor?: string | undefined };

/** Operations of the cataloguer's bench, in the server's own shapes. */
export type CataloguingOperations = {
  "GET /survivorship-rules": { answer: Survivorship };
  "PUT /survivorship-rules": { body: Survivorship; answer: Survivorship };
  "POST /survivorship-rules/preview": {
    body: Survivorship & { instanceIds?: number[] };
    answer: z.output<typeof survivorshipPreviewSchema>;
  };
  "GET /protected-fields": { answer: Protected };
  "PUT /protected-fields": { body: Protected; answer: Protected };
  "GET /records": { query: { q: string }; answer: Items<typeof foundRecordSchema> };
  "GET /instances/:id/records": { params: Id; answer: z.output<typeof recordViewSchema> };
  "GET /records/:id/versions": { params: Id; query: Turn; answer: Page<typeof recordVersionSchema> };
  "POST /records": {
    body: z.input<typeof newRecordSchema>;
    answer: z.output<typeof recordAddedSchema>;
  };
  "POST /records/look-alikes": {
    body: z.input<typeof recordDraftSchema>;
    answer: z.output<typeof lookAlikesSchema>;
  };
  "POST /title-page-readings": { body: FormData; answer: z.output<typeof titlePageReadingSchema> };
  "GET /pinyin": { query: { text: string; name: string }; answer: { text: string } };
  "POST /desk/fast-added-items": {
    body: z.input<typeof fastAddSchema>;
    answer: z.output<typeof heldItemSchema>;
  };
  "GET /fast-added-records": { query: Turn; answer: Page<typeof fastAddedRecordSchema> };
  "POST /items": { body: z.input<typeof newItemSchema>; answer: z.output<typeof heldItemSchema> };
  "PUT /items/:id": {
    params: Id;
    body: z.input<typeof itemChangeSchema>;
    answer: z.output<typeof heldItemSchema>;
  };
  "POST /call-numbers": {
    body: z.input<typeof newAllotmentSchema>;
    answer: z.output<typeof allotmentSchema>;
  };
  "GET /number-ranges": { query: { member: string }; answer: Items<typeof numberRangeSchema> };
  "PUT /number-ranges": {
    body: z.input<typeof newNumberRangeSchema>;
    answer: z.output<typeof numberRangeSchema>;
  };
  "POST /number-ranges/:id/numbers": {
    params: Id;
    body: z.input<typeof numbersWantedSchema>;
    answer: { items: string[] };
  };
  "PUT /records/:id/audience": {
    params: Id;
    body: z.input<typeof audienceChoiceSchema>;
    answer: { instanceId: number };
  };
  "PUT /items/:id/audience": {
    params: Id;
    body: z.input<typeof audienceChoiceSchema>;
    answer: z.output<typeof heldItemSchema>;
  };
  "GET /members/:code/audience-rules": { params: { code: string }; answer: Rules };
  "PUT /members/:code/audience-rules": { params: { code: string }; body: Rules; answer: Rules };
  "GET /items/:id/withdrawal": { params: Id; answer: z.output<typeof withdrawalFactsSchema> };
  "POST /records/:id/withdrawal": {
    params: Id;
    body: z.input<typeof recordWithdrawalSchema>;
    answer: { instanceId: number };
  };
  "POST /records/:id/restoration": {
    params: Id;
    body: z.input<typeof recordRestorationSchema>;
    answer: { instanceId: number };
  };
  "PUT /records/:id": {
    params: Id;
    body: z.input<typeof recordChangeSchema>;
    answer: z.output<typeof recordSavedSchema>;
  };
};
