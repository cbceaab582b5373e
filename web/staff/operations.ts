import type { z } from "zod";
import type { suggestedBookSchema, verdictSchema } from "../../server/src/acquisitions/schema.ts";
import type { SuggestionState } from "../../server/src/acquisitions/words.ts";
import type { helpCaseSchema, organisationSchema } from "../../server/src/alliance/schema.ts";
import type { auditFilterSchema, auditLineSchema } from "../../server/src/audit/schema.ts";
import type {
  branchChangeSchema,
  branchSchema,
  closureFileSchema,
  closureLoadSchema,
  closureSchema,
  distanceSchema,
  hoursSchema,
  locationSchema,
  memberChangeSchema,
  memberSchema,
  newBranchSchema,
  newClosureSchema,
  newMemberSchema,
  waySchema,
} from "../../server/src/consortium/administration/schema.ts";
import type { branchListSchema, memberListSchema } from "../../server/src/consortium/schema.ts";
import type {
  comparisonSchema,
  recipeChangeSchema,
  searchReplySchema,
} from "../../server/src/discovery/schema.ts";
import type { clearanceSchema } from "../../server/src/leavers/schema.ts";
import type {
  decisionSchema,
  queueSchema,
  ruleBodySchema,
  ruleSchema,
} from "../../server/src/moderation/schema.ts";
import type { PostingKind } from "../../server/src/moderation/words.ts";
import type { sharedLoanSchema } from "../../server/src/peer-loans/schema.ts";
import type {
  affiliationChangeSchema,
  newBlockSchema,
  newPatronSchema,
  oneTimePasswordSchema,
  patronChangeSchema,
  patronLineSchema,
  patronSchema,
} from "../../server/src/people/patrons/schema.ts";
import type {
  branchChoiceSchema,
  newSessionSchema,
  sessionSchema,
  signInSchema,
} from "../../server/src/people/schema.ts";
import type {
  newStaffSchema,
  roleEndSchema,
  roleGrantSchema,
  staffMemberSchema,
} from "../../server/src/people/staff/schema.ts";
import type { LookUpReason } from "../../server/src/people/words.ts";
import type {
  aliasSchema,
  newAliasSchema,
  saidSchema,
  searchUseSchema,
  zeroSearchSchema,
} from "../../server/src/phrasing/schema.ts";
import type { wordedSchema, wordingSchema } from "../../server/src/shelves/schema.ts";
import type { operationSchema, setAsideSchema, setUpSchema } from "../../server/src/workbench/schema.ts";
import type { KeyOperations } from "./api-keys/operations.ts";
import type { AuthorityOperations } from "./authorities/operations.ts";
import type { CataloguingOperations } from "./cataloguing/operations.ts";
import type { CirculationOperations } from "./circulation/operations.ts";
import type { CollectionOperations } from "./collections/operations.ts";
import type { DeskOperations } from "./desk-operations.ts";
import type { ExhibitionOperations } from "./exhibitions/operations.ts";
import type { HarvestOperations } from "./harvesting/operations.ts";
import type { LoadOperations } from "./loads/operations.ts";
import type { MatchOperations } from "./matching/operations.ts";
import type { NoticeOperations } from "./notices/operations.ts";
import type { PlacementOperations } from "./placement/operations.ts";
import type { PolicyOperations } from "./policies/operations.ts";
import type { ReaderOperations } from "./readers/operations.ts";
import type { SerialOperations } from "./serials/operations.ts";
import type { StorageOperations } from "./storage/operations.ts";
import type { Language } from "./text.ts";

export type Items<S extends z.ZodType> = { items: z.output<S>[] };
export type Page<S extends z.ZodType> = Items<S> & { next: string | null };
type HandedOut = z.output<typeof oneTimePasswordSchema> & { personId: string };
export type Id = { id: string | number };
export type Code = { code: string };
type BranchCode = Code & { branch: string };
/** Which page of a list. */
export type Turn = { limit?: number; cursor?: string | undefined };
/** In which language sentences are wanted. */
export type Spoken = { language: Language };

/** What parts of the workbench ask for. */
type PartOperations = LoadOperations &
  MatchOperations &
  PolicyOperations &
  CirculationOperations &
  DeskOperations &
  CataloguingOperations &
  SerialOperations &
  CollectionOperations &
  AuthorityOperations &
  HarvestOperations &
  NoticeOperations &
  ReaderOperations &
  KeyOperations &
  PlacementOperations &
  StorageOperations &
  ExhibitionOperations;

/**
 * Every operation of the API that the workbench asks for, by method and path below `/api/v1`, in the server's own shapes:
 * a field renamed there does not compile here. What an operation does not name it does not take.
 */
type Operations = PartOperations & {
  "GET /session": { answer: z.output<typeof sessionSchema> };
  "POST /session": { body: z.input<typeof signInSchema>; answer: z.output<typeof newSessionSchema> };
  "DELETE /session": { answer: undefined };
  "POST /session/confirmation": { body: { password: string }; answer: undefined };
  "PUT /session/branch": {
    body: z.input<typeof branchChoiceSchema>;
    answer: z.output<typeof sessionSchema>;
  };
  "GET /members": { query: Turn; answer: z.output<typeof memberListSchema> };
  "GET /members/:code/branches": { params: Code; answer: z.output<typeof branchListSchema> };
  "POST /members": { body: z.input<typeof newMemberSchema>; answer: z.output<typeof memberSchema> };
  "PATCH /members/:code": {
    params: Code;
    body: z.input<typeof memberChangeSchema>;
    answer: z.output<typeof memberSchema>;
  };
  "POST /members/:code/branches": {
    params: Code;
    body: z.input<typeof newBranchSchema>;
    answer: z.output<typeof branchSchema>;
  };
  "PATCH /members/:code/branches/:branch": {
    params: BranchCode;
    body: z.input<typeof branchChangeSchema>;
    answer: z.output<typeof branchSchema>;
  };
  "DELETE /members/:code/branches/:branch": { params: BranchCode; answer: undefined };
  "GET /members/:code/branches/:branch/hours": {
    params: BranchCode;
    answer: z.output<typeof hoursSchema>;
  };
  "PUT /members/:code/branches/:branch/hours": {
    params: BranchCode;
    body: z.input<typeof hoursSchema>;
    answer: z.output<typeof hoursSchema>;
  };
  "GET /members/:code/closures": { params: Code; query: Turn; answer: Page<typeof closureSchema> };
  "POST /members/:code/closures": {
    params: Code;
    body: { closures: z.input<typeof newClosureSchema>[] };
    answer: { closures: z.output<typeof closureSchema>[] };
  };
  "POST /members/:code/closures/file": {
    params: Code;
    body: z.input<typeof closureFileSchema>;
    answer: z.output<typeof closureLoadSchema>;
  };
  "DELETE /members/:code/closures/:id": { params: Code & Id; answer: undefined };
  "GET /members/:code/locations": { params: Code; query: Turn; answer: Page<typeof locationSchema> };
  "PUT /members/:code/locations": {
    params: Code;
    body: z.input<typeof locationSchema>;
    answer: z.output<typeof locationSchema>;
  };
  "DELETE /members/:code/locations": { params: Code; body: { code: string }; answer: undefined };
  "GET /distances": { query: Turn; answer: Page<typeof distanceSchema> };
  "PUT /distances": {
    body: z.input<typeof distanceSchema>;
    answer: z.output<typeof distanceSchema>;
  };
  "DELETE /distances": { body: z.input<typeof waySchema>; answer: undefined };
  "GET /audit": {
    query: Omit<z.input<typeof auditFilterSchema>, "branchId"> & {
      branchId?: number;
      limit?: number;
      cursor?: string | undefined;
    };
    answer: Page<typeof auditLineSchema>;
  };

  "GET /set-up": { answer: Items<typeof setUpSchema> };
  "GET /staff": { query: { member?: string | undefined }; answer: Items<typeof staffMemberSchema> };
  "POST /staff": { body: z.input<typeof newStaffSchema>; answer: HandedOut };
  "PUT /staff/roles": {
    body: z.input<typeof roleGrantSchema>;
    answer: { personId: string; name: string };
  };
  "DELETE /staff/roles": { body: z.input<typeof roleEndSchema>; answer: undefined };
  "POST /staff/:id/one-time-password": { params: Id; answer: HandedOut };
  "GET /patrons": {
    query: { q?: string; barcode?: string; reason: LookUpReason };
    answer: Page<typeof patronLineSchema>;
  };
  "POST /patrons": { body: z.input<typeof newPatronSchema>; answer: z.output<typeof patronSchema> };
  "GET /patrons/:id": {
    params: Id;
    query: { reason: LookUpReason };
    answer: z.output<typeof patronSchema>;
  };
  "GET /patrons/:id/clearance": { params: Id; answer: z.output<typeof clearanceSchema> };
  "PATCH /patrons/:id": {
    params: Id;
    body: z.input<typeof patronChangeSchema>;
    answer: z.output<typeof patronSchema>;
  };
  "PATCH /patrons/:id/affiliations/:affiliationId": {
    params: Id & { affiliationId: string };
    body: z.input<typeof affiliationChangeSchema>;
    answer: z.output<typeof patronSchema>;
  };
  "POST /patrons/:id/cards": { params: Id; body: { barcode: string }; answer: z.output<typeof patronSchema> };
  "POST /patrons/:id/cards/loss": {
    params: Id;
    body: { barcode: string };
    answer: z.output<typeof patronSchema>;
  };
  "POST /patrons/:id/cards/recovery": {
    params: Id;
    body: { barcode: string };
    answer: z.output<typeof patronSchema>;
  };
  "POST /patrons/:id/blocks": { params: Id; body: z.input<typeof newBlockSchema>; answer: { id: string } };
  "DELETE /patrons/:id/blocks/:blockId": { params: Id & { blockId: string }; answer: { left: number } };
  "POST /patrons/:id/one-time-password": { params: Id; answer: z.output<typeof oneTimePasswordSchema> };

  "GET /search-aliases": { query: Turn; answer: Page<typeof aliasSchema> };
  "PUT /search-aliases": { body: z.input<typeof newAliasSchema>; answer: z.output<typeof aliasSchema> };
  "DELETE /search-aliases/:id": { params: Id; answer: undefined };
  "GET /search-uses": {
    query: Turn & { by: "abandoned" | "slow"; library?: string };
    answer: Page<typeof searchUseSchema>;
  };
  "GET /zero-searches": { query: Turn; answer: Page<typeof zeroSearchSchema> };
  "POST /zero-searches/aside": { body: z.input<typeof saidSchema>; answer: undefined };
  "GET /suggested-books": {
    query: Turn & { state: SuggestionState; member?: string | undefined };
    answer: Page<typeof suggestedBookSchema>;
  };
  "POST /suggested-books/:id/verdict": {
    params: Id;
    body: z.input<typeof verdictSchema>;
    answer: { readers: number };
  };

  "POST /imports": { body: FormData; answer: { id: string } };
  "GET /imports/profiles": { query: { member: string }; answer: { items: string[] } };
  "GET /search": {
    query: { q: string; size: number; facets: number };
    answer: z.output<typeof searchReplySchema>;
  };
  "POST /search/compare": {
    body: { q: string; recipes: z.input<typeof recipeChangeSchema>[] };
    answer: z.output<typeof comparisonSchema>;
  };

  "GET /alliance/waiting-cases": { query: Turn; answer: Page<typeof helpCaseSchema> };
  "GET /alliance/proposed-organisations": { answer: Items<typeof organisationSchema> };
  "GET /sharing/cases": { answer: Items<typeof sharedLoanSchema> };
  "GET /moderation": {
    query: { kind?: PostingKind | undefined; cursor?: string | undefined };
    answer: z.output<typeof queueSchema>;
  };
  "POST /moderation/postings/:id": {
    params: Id;
    body: z.input<typeof decisionSchema>;
    answer: undefined;
  };
  "POST /moderation/reports/:id": { params: Id; body: { uphold: boolean }; answer: undefined };
  "PUT /sharing/copies/:id/wording": {
    params: Id;
    body: z.input<typeof wordingSchema>;
    answer: z.output<typeof wordedSchema>;
  };
  "GET /moderation/rules": { answer: Items<typeof ruleSchema> };
  "POST /moderation/rules": { body: z.input<typeof ruleBodySchema>; answer: z.output<typeof ruleSchema> };
  "DELETE /moderation/rules/:id": { params: Id; answer: undefined };

  "GET /operation": { answer: z.output<typeof operationSchema> };
  "GET /operation/messages": { query: Turn; answer: Page<typeof setAsideSchema> };
  "POST /operation/messages/:id/deliveries": { params: Id; answer: undefined };
  "DELETE /operation/messages/:id": { params: Id; answer: undefined };
};

export type OperationName = keyof Operations;
export type Answer<N extends OperationName> = Operations[N]["answer"];
/** One of the rows of a list. */
export type RowOf<N extends OperationName> = Answer<N> extends { items: (infer Row)[] } ? Row : never;
/** What an operation takes beside its name. */
export type InputOf<N extends OperationName> = Omit<Operations[N], "answer">;
