import { type CompactRecord, fromCompact, type MarcField, type MarcRecord } from "@commonshelf/marc";
import { acts } from "../../catalogue/index.ts";
import { systemActor } from "../../kernel/actor.ts";
import type { ImportProfile, ProtectedField } from "../schema.ts";

/** True when a protected pattern such as `590`, `9XX` or `6XX` means this tag. */
export function isProtected(pattern: string, tag: string): boolean {
  return pattern.length === tag.length && [...pattern].every((char, i) => char === "X" || char === tag[i]);
}

/**
 * The record that a file's record becomes where one of its number is here already. `keep`: fields of the tag stay as they
 * are here, the file's are left out; `add`: both are there, each once; `fill`: they stay where there are any, else the
 * file's come. Such fields stand behind the last of no higher tag, ours first; laid over the outcome again, the file
 * changes nothing.
 */
export function overlay(
  here: MarcRecord,
  file: MarcRecord,
  protectedFields: readonly ProtectedField[],
): MarcRecord {
  const ruleOf = ({ tag }: MarcField): ProtectedField["how"] | undefined =>
    tag === "001" ? undefined : protectedFields.find((one) => isProtected(one.tag, tag))?.how;
  const kept = here.fields.filter((field) => ruleOf(field) !== undefined);
  if (kept.length === 0) {
    const fields = file.fields.filter((field) => ruleOf(field) !== "keep");
    return { leader: file.leader, fields };
  }
  const tags = new Set(kept.map((field) => field.tag));
  const texts = new Set(kept.map((field) => JSON.stringify(field)));
  const added = file.fields.filter((field) => {
    const how = ruleOf(field);
    return (how === "add" && !texts.has(JSON.stringify(field))) || (how === "fill" && !tags.has(field.tag));
  });
  const fields = file.fields.filter((field) => ruleOf(field) === undefined);
  for (const field of [...kept, ...added])
    fields.splice(fields.findLastIndex((one) => one.tag <= field.tag) + 1, 0, field);
  return { leader: file.leader, fields };
}

const HERE = {
  name: "loads-records-here",
  text: `select r.id, r.marc, r.deleted_at is not null as deleted, coalesce(l.kind in ('bulk', 'copy'), r.changed_by <> $2) as edited
    from catalogue.record_state r left join catalogue.load l on l.id = r.run_id where r.id = any($1::bigint[])`,
};

/**
 * What an import profile makes of a batch before it is compared and written: protected fields hold, items stay where the
 * profile says so, and records that are here, or are not, may be left alone or refused; each such line says why.
 */
export function overlayOf(profile: ImportProfile): acts.Overlay {
  return async (tx, batch, profiles) => {
    const known = batch.flatMap(({ before }) => (before ? [before.id] : []));
    const { rows } = await tx.query<{ id: number; marc: CompactRecord; deleted: boolean; edited: boolean }>({
      ...HERE,
      values: [known, systemActor.personId],
    });
    const here = new Map(rows.map((row) => [row.id, row]));
    return batch.map(({ record, before, isSame }) => {
      const row = before && here.get(before.id);
      if (record.isDeleted || isSame) return { take: record };
      if (!row || row.deleted)
        return profile.unknown === "take" ? { take: record } : left(record, "rule-not-here", "note", false);
      if (profile.known === "refuse") return left(record, "rule-is-here", "refused", true);
      if (profile.known === "leave") return left(record, "rule-left", "note", false);
      if (profile.edited === "leave" && row.edited) return left(record, "rule-edited", "warning", false);
      const marc = overlay(fromCompact(row.marc), acts.marcOf(record), profile.protected);
      return { take: acts.withMarc(record, marc, profile.items === "keep" ? "keep" : profiles) };
    });
  };
}

function left(
  record: acts.PreparedRecord,
  reason: string,
  severity: acts.LoadNote["severity"],
  refused: boolean,
): acts.OverlaidRecord {
  return { leave: acts.noteOf(record, severity, reason, "001", { number: record.controlNumber }), refused };
}
