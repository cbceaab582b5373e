import { z } from "zod";

/** What to look for in the audit. */
export const auditFilterSchema = z.object({
  member: z
    .string()
    .max(40)
    .optional()
    .describe("Code; absent: the member worked at, for the office everywhere"),
  action: z.string().max(60).optional().describe("Such as `loan.check-out`, or `loan` for all about loans"),
  actorId: z.uuid().optional(),
  personId: z.uuid().optional().describe("Whom it concerned"),
  subject: z.string().max(100).optional().describe("Id of what was acted on"),
  branchId: z.coerce.number().int().positive().max(2_147_483_647).optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
});

/** An entry of the audit. */
export const auditLineSchema = z
  .object({
    id: z.number().int(),
    at: z.string(),
    action: z.string(),
    actor: z.object({ id: z.string(), name: z.string() }),
    subject: z.object({
      kind: z.string(),
      id: z.string(),
      label: z
        .string()
        .nullable()
        .describe("What people call it: a title, a name, a barcode; null: nothing known"),
    }),
    member: z.string().nullable(),
    branchId: z.number().int().nullable(),
    via: z.string().describe("web, api, program, desk, job …"),
    personId: z.string().nullable(),
    detail: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "AuditLine" });
