import { z } from "zod";

/** What was made, by its id. */
export const createdSchema = z.object({ id: z.string() }).meta({ id: "Created" });
/** What was made, by its number. */
export const createdNumberSchema = z.object({ id: z.number().int() }).meta({ id: "CreatedNumber" });
/** What was made, by the code its label bears. */
export const createdCodeSchema = z.object({ code: z.string() }).meta({ id: "CreatedCode" });
/** What a reader wrote and made, and whether everybody sees it already. */
export const submissionSchema = z
  .object({ id: z.string(), isPublic: z.boolean() })
  .meta({ id: "Submission" });
/** Whether everybody sees what a reader wrote, or it waits for a decision. */
export const submittedSchema = z.object({ isPublic: z.boolean() }).meta({ id: "Submitted" });
/** What a reader says who reports something. */
export const reportWordsSchema = z
  .strictObject({ words: z.string().trim().max(500).default("") })
  .meta({ id: "ReportWords" });
/** Whom it is about. */
export const personIdSchema = z
  .strictObject({ personId: z.string().max(60) })
  .meta({ id: "PersonReference" });

/** A list that comes whole. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return namedAfter(item, "List", z.object({ items: z.array(item) }));
}

const lists = new Map<string, z.ZodType>();

/** One shape per kind of row and list, so that it is one component. */
export function namedAfter<Answer extends z.ZodType>(item: z.ZodType, kind: string, answer: Answer): Answer {
  const id = z.globalRegistry.get(item)?.id;
  if (id === undefined) return answer;
  if (!lists.has(id + kind)) lists.set(id + kind, answer.meta({ id: id + kind }));
  return lists.get(id + kind) as Answer;
}

/** `peer-loans.ask-renewal` names what it takes and answers, `PeerLoansAskRenewal`, unless the room did; nothing needs no name. */
export function namedBy<Shape extends z.ZodType>(operation: string, kind: string, shape: Shape): Shape {
  if (!(shape instanceof z.ZodObject) || Object.keys(shape.shape).length === 0) return shape;
  if (z.globalRegistry.get(shape)?.id) return shape;
  const name = operation.replace(/(?:^|[.-])([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
  z.globalRegistry.add(shape, { id: name + kind });
  return shape;
}
