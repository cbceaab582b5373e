import type { z } from "zod";
import type { holdSchema } from "../../../server/src/circulation/schema.ts";
import type {
  agreementSchema,
  changeLineSchema,
  draftedRuleSchema,
  draftSchema,
  exampleSchema,
  kindSchema,
  loanRuleSchema,
  newAgreementSchema,
  newExampleSchema,
  newKindSchema,
  newLoanRuleSchema,
  newSettingSchema,
  newTermSchema,
  settingPlaceSchema,
  settingSchema,
  termSchema,
  termsFilterSchema,
  termsSchema,
} from "../../../server/src/policies/schema.ts";
import type {
  deskExplanationSchema,
  holdExplanationSchema,
  simulationSchema,
} from "../../../server/src/reasons/schema.ts";

type Items<S extends z.ZodType> = { items: z.output<S>[] };
type Page<S extends z.ZodType> = Items<S> & { next: string | null };
type Id = { id: string | number };
type Turn = { limit?: number; cursor?: string | undefined };

/** Operations about rules, agreements, settings, and why something is as it is; see `Operations`. */
export type PolicyOperations = {
  "GET /kinds": { query: { member?: string | undefined }; answer: Items<typeof kindSchema> };
  "PUT /kinds": { body: z.input<typeof newKindSchema>; answer: z.output<typeof kindSchema> };
  "DELETE /kinds/:id": { params: Id; answer: undefined };
  "GET /loan-rules": {
    query: { member?: string | undefined };
    answer: Items<typeof loanRuleSchema>;
  };
  "PUT /loan-rules": {
    body: z.input<typeof newLoanRuleSchema>;
    answer: z.output<typeof loanRuleSchema>;
  };
  "DELETE /loan-rules/:id": { params: Id; answer: undefined };
  "GET /loan-terms": {
    query: Omit<z.input<typeof termsFilterSchema>, "ageDays">;
    answer: z.output<typeof termsSchema>;
  };
  "GET /rule-changes": {
    query: Turn & { member?: string | undefined };
    answer: Page<typeof changeLineSchema>;
  };
  "GET /rule-examples": { query: { member?: string | undefined }; answer: Items<typeof exampleSchema> };
  "PUT /rule-examples": {
    body: z.input<typeof newExampleSchema>;
    answer: z.output<typeof exampleSchema>;
  };
  "DELETE /rule-examples/:id": { params: Id; answer: undefined };
  "GET /rule-drafts": { query: { member?: string | undefined }; answer: Items<typeof draftSchema> };
  "POST /rule-drafts": {
    body: { member: string | null; name: string };
    answer: z.output<typeof draftSchema>;
  };
  "PUT /rule-drafts/:id/rules": {
    params: Id;
    body: z.input<typeof draftedRuleSchema>;
    answer: z.output<typeof draftSchema>;
  };
  "POST /rule-drafts/:id/publication": {
    params: Id;
    body: { from: string | null };
    answer: { set: number };
  };
  "DELETE /rule-drafts/:id": { params: Id; answer: undefined };
  "GET /rule-drafts/:id/simulation": { params: Id; answer: z.output<typeof simulationSchema> };
  "GET /desk/explanation": {
    query: { patronBarcode: string; itemBarcode: string; patronMemberId?: number; itemId?: number };
    answer: z.output<typeof deskExplanationSchema>;
  };
  "GET /holds/:id/explanation": { params: Id; answer: z.output<typeof holdExplanationSchema> };
  "PATCH /holds/:id": {
    params: Id;
    body: { pickupBranchId?: number; suspendedUntil?: string | null };
    answer: z.output<typeof holdSchema>;
  };
  "DELETE /holds/:id": { params: Id; answer: Record<string, never> };
  "GET /agreements": { query: { member?: string | undefined }; answer: Items<typeof agreementSchema> };
  "PUT /agreements": {
    body: z.input<typeof newAgreementSchema>;
    answer: z.output<typeof agreementSchema>;
  };
  "DELETE /agreements/:id": { params: Id; answer: undefined };
  "GET /terms": { query: { member?: string | undefined }; answer: Items<typeof termSchema> };
  "PUT /terms": { body: z.input<typeof newTermSchema>; answer: z.output<typeof termSchema> };
  "DELETE /terms/:id": { params: Id; answer: undefined };
  "GET /settings": {
    query: { member?: string | undefined; branch?: string | undefined };
    answer: Items<typeof settingSchema>;
  };
  "PUT /settings": {
    body: z.input<typeof newSettingSchema>;
    answer: z.output<typeof settingSchema>;
  };
  "DELETE /settings": {
    body: z.input<typeof settingPlaceSchema>;
    answer: z.output<typeof settingSchema>;
  };
};
