import { isData, type MarcField, type MarcRecord, recordFlavour } from "@commonshelf/marc";
import { sql } from "kysely";
import type { z } from "zod";
import type { Actor } from "../../kernel/actor.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import { refuse } from "../refusals.ts";
import type { protectedFieldSchema } from "../schema.ts";

export type ProtectedField = z.output<typeof protectedFieldSchema>;

/** Fields that only some may change, in their order. */
export async function protectedFields(db: Db): Promise<ProtectedField[]> {
  const { rows } = await sql<ProtectedField>`select p.tags, p.linked_only as "linkedOnly", p.role
    from cataloguing.protected_field p order by p.position`.execute(db);
  return rows;
}

/** Puts these in the place of the others. */
export async function keepProtectedFields(tx: Tx, fields: readonly ProtectedField[]): Promise<void> {
  await sql`delete from cataloguing.protected_field`.execute(tx);
  for (const [position, { tags, linkedOnly, role }] of fields.entries())
    await sql`insert into cataloguing.protected_field (position, tags, linked_only, role)
      values (${position}, ${tags}, ${linkedOnly}, ${role})`.execute(tx);
}

/** Whether a tag is one of `001-008`, `1XX`, `245`: an X is any digit, a range counts both ends. */
export function tagFits(tags: string, tag: string): boolean {
  const [from = "", to] = tags.split("-");
  if (to !== undefined) return tag >= from.replaceAll("X", "0") && tag <= to.replaceAll("X", "9");
  return tag.length === from.length && [...from].every((digit, i) => digit === "X" || digit === tag[i]);
}

/** 001 and 005 are kept by the platform, whoever saves. */
const KEPT_BY_PLATFORM = ["001", "005"];

/** What a field says in another script (MARC 21). */
const PAIRED = "880";

/** The subfield that names the authority: $0 in MARC 21, $3 in CNMARC. */
function isLinked(field: MarcField, flavour: "marc21" | "unimarc"): boolean {
  const code = flavour === "marc21" ? "0" : "3";
  return isData(field) && field.subfields.some(([own]) => own === code);
}

/** The tag a field stands for: of the same in another script (MARC 21 880) that of the field it is paired with. */
function tagOf(field: MarcField): string {
  if (field.tag !== PAIRED || !isData(field)) return field.tag;
  const link = field.subfields.find(([code]) => code === "6")?.[1] ?? "";
  return /^\d{3}(?=-)/.exec(link)?.[0] ?? field.tag;
}

function protectedIn(record: MarcRecord, { tags, linkedOnly }: ProtectedField): string[] {
  const flavour = recordFlavour(record);
  return record.fields
    .filter((field) => tagFits(tags, tagOf(field)) && !KEPT_BY_PLATFORM.includes(field.tag))
    .filter((field) => !linkedOnly || isLinked(field, flavour))
    .map((field) => JSON.stringify(field))
    .sort();
}

function mayChange(actor: Actor, role: ProtectedField["role"], memberId: number): boolean {
  return actor.grants.some(
    (grant) =>
      grant.role === "consortium-admin" ||
      (role === "member-admin" && grant.role === "member-admin" && grant.scope === memberId),
  );
}

/** The first rule that keeps this actor from changing the record so; undefined: they may. */
function hindrance(
  fields: readonly ProtectedField[],
  actor: Actor,
  memberId: number,
  [before, after]: readonly [MarcRecord, MarcRecord],
): ProtectedField | undefined {
  return fields.find(
    (rule) =>
      !mayChange(actor, rule.role, memberId) &&
      protectedIn(before, rule).join("\n") !== protectedIn(after, rule).join("\n"),
  );
}

/** Refuses `field-protected` 403 where the actor may not change what is different now. */
export async function demandUnprotected(
  db: Db,
  actor: Actor,
  memberId: number,
  change: readonly [before: MarcRecord, after: MarcRecord],
): Promise<void> {
  const rule = hindrance(await protectedFields(db), actor, memberId, change);
  if (rule) throw refuse("field-protected", { tags: rule.tags, role: rule.role });
}

/**
 * Of these tags the ones this actor may not change in any record of the library; linked fields count, and 880 may be paired
 * with any.
 */
export async function protectedTags(
  db: Db,
  actor: Actor,
  memberId: number,
  tags: readonly string[],
): Promise<string[]> {
  const rules = (await protectedFields(db)).filter((rule) => !mayChange(actor, rule.role, memberId));
  return tags.filter((tag) => rules.some((rule) => tag === PAIRED || tagFits(rule.tags, tag)));
}
