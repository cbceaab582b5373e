import { z } from "zod";
import { audiences, ruleKinds } from "./words.ts";

/** For whom something is. */
export const audienceSchema = z.enum(audiences);

/**
 * One rule of a library: `field`: a field of the record (`place`: tag and subfield, such as `998$a`; a control field
 * by its tag) says `value`; `location`, `item-class`: a copy's is `value`; `call-number`: it begins with `value`.
 */
const audienceRuleSchema = z
  .strictObject({
    kind: z.enum(ruleKinds),
    place: z
      .string()
      .regex(/^([0-9A-Za-z]{3}(\$[0-9a-z])?)?$/)
      .default("")
      .describe("Of a rule by field: tag and subfield, such as 998$a"),
    value: z.string().trim().min(1).max(200),
    audience: audienceSchema,
  })
  .refine((rule) => (rule.kind === "field") === (rule.place !== ""), { path: ["place"] })
  .meta({ id: "AudienceRule" });
export type AudienceRule = z.output<typeof audienceRuleSchema>;

/** The rules of a library in their order: the first that fits decides. */
export const audienceRulesSchema = z.array(audienceRuleSchema).max(50);
