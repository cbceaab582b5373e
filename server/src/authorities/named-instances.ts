import { sql } from "kysely";
import type { Instance } from "../catalogue/index.ts";
import type { Db } from "../kernel/database.ts";
import { labelsOf } from "./authorities.ts";
import { OWN_SOURCE } from "./heading-key.ts";
import { type WrittenHeading, writtenHeadings } from "./written-headings.ts";

const MOST_FORMS = 40;

/** What an authority gives to the titles it is linked to. */
type Known = { name: string; labels: string[]; forms: string[] };

/**
 * Titles with the names and subjects that authorities stand for under the authority's name: its forms beside the record's
 * own, so that any of them finds, and (`known`) what it is shown as in each script. What no authority stands for stays.
 */
export async function namedInstances(db: Db, instances: readonly Instance[]): Promise<Instance[]> {
  const written = instances.map(writtenHeadings);
  const known = await findKnown(db, written.flat());
  if (known.size === 0) return [...instances];
  return instances.map((instance, at) => named(instance, written[at]!, known));
}

function named(
  instance: Instance,
  headings: readonly WrittenHeading[],
  known: ReadonlyMap<string, Known>,
): Instance {
  const found = headings.flatMap((one) => {
    const authority = (one.number && known.get(one.number)) || known.get(nameOf(one));
    return authority ? [{ one, authority }] : [];
  });
  if (found.length === 0) return instance;
  const contributors = [...instance.brief.contributors];
  const subjects = [...instance.brief.subjects];
  for (const { one, authority } of found) {
    const list: { value: string; forms: string[] }[] = one.kind === "subject" ? subjects : contributors;
    const before = list[one.place]!;
    const forms = [before.value, ...before.forms, ...authority.forms].filter(
      (form) => form !== authority.name,
    );
    list[one.place] = Object.assign({}, before, {
      value: authority.name,
      forms: [...new Set(forms)],
      known: authority.labels,
    });
  }
  return { ...instance, brief: { ...instance.brief, contributors, subjects } };
}

const nameOf = ({ kind, key, born }: Pick<WrittenHeading, "kind" | "key" | "born">): string =>
  `${kind} ${key} ${born}`;

type Row = { said: string; heading: string; suffix: string; headings: string[]; see: string[] };

/** Authorities by the headings and numbers that lead to them. */
async function findKnown(db: Db, headings: readonly WrittenHeading[]): Promise<Map<string, Known>> {
  if (headings.length === 0) return new Map();
  const byName = new Map(headings.map((one) => [nameOf(one), one]));
  const asked = [...byName.values()];
  const numbers = [...new Set(headings.flatMap((one) => one.number ?? []))];
  const own = new RegExp(`^${OWN_SOURCE}:(\\d{1,15})$`);
  const ids = numbers.flatMap((number) => Number(own.exec(number)?.[1] ?? 0) || []);
  const { rows } = await sql<Row>`
    with led as (
      select w.name as said, h.authority_id as id
      from unnest(${[...byName.keys()]}::text[], ${asked.map((one) => one.kind)}::text[], ${asked.map((one) => one.key)}::text[],
        ${asked.map((one) => one.born)}::text[]) w(name, kind, key, born)
      join authorities.heading h on h.kind = w.kind and h.key = w.key and h.born = w.born and h.state = 'linked'
      union all
      select k.number, k.authority_id from authorities.known_number k where k.number = any(${numbers}::text[])
      union all
      select ${`${OWN_SOURCE}:`} || a.id, coalesce(a.merged_into, a.id) from authorities.authority a
      where a.id = any(${ids}::bigint[]))
    select l.said, a.heading, a.suffix,
      array(select f.text from authorities.form f where f.authority_id = a.id and f.role = 'heading' order by f.place
        limit ${MOST_FORMS}) as headings,
      array(select f.text from authorities.form f where f.authority_id = a.id and f.role = 'see' order by f.place
        limit ${MOST_FORMS}) as see
    from led l join authorities.authority a on a.id = l.id and not a.withdrawn`.execute(db);
  return new Map(
    rows.map(({ said, heading, suffix, headings: own, see }) => [
      said,
      {
        name: heading + suffix,
        labels: labelsOf(heading, suffix, own, see),
        forms: [...new Set([...own, ...see])].slice(0, MOST_FORMS),
      },
    ]),
  );
}
