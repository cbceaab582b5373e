import { sql } from "kysely";
import type { Tx } from "../../kernel/database.ts";
import type { Clock } from "../../kernel/time.ts";
import type { Collection } from "../collections.ts";
import type { Config, Field } from "../schema.ts";
import { findTerm, readValues, type Texts, termOf, type Value, vocabularyOf } from "../values.ts";

/** Whether a field of one collection says what a field of another does. */
function isSame(one: Field, other: Field): boolean {
  return one.core === null || other.core === null
    ? one.core === other.core && one.key === other.key && one.type === other.type
    : one.core === other.core;
}

/** A value as it would be entered there: a term by a name that the other vocabulary knows, else by its name. */
function textThere(guest: Config, field: Field, home: Config, own: Field, value: Value): string {
  const term = termOf(home, own, value);
  if (!term) return field.inLanguages && value.lang ? `${value.text} @${value.lang}` : value.text;
  const names = [...Object.values(term.label), ...term.variants];
  const vocabulary = vocabularyOf(guest, field.vocabulary);
  const known = vocabulary && names.find((name) => findTerm(vocabulary, name));
  return known ?? names[0] ?? value.text;
}

/**
 * What an object of one collection says in the fields of another that shows it: what both are in Dublin Core, and fields of
 * the same key and type. Pure.
 */
export function asGuest(guest: Config, home: Config, data: Texts): Texts {
  const { values } = readValues(home, data);
  const said = guest.fields.map((field) => {
    const texts = home.fields
      .filter((own) => isSame(own, field))
      .flatMap((own) =>
        own.type === "group" || own.type === "link"
          ? (data[own.key] ?? [])
          : (values.get(own.key) ?? []).map((value) => textThere(guest, field, home, own, value)),
      );
    return [field.key, field.many ? texts : texts.slice(0, 1)] as const;
  });
  return Object.fromEntries(said.filter(([, texts]) => texts.length > 0));
}

/**
 * Shows objects of others in a collection, or no longer; `indexObjects` lets readers find it so. Who follows their changes hears
 * of both. Returns those that came or went.
 */
export async function setGuests(
  tx: Tx,
  clock: Clock,
  { id }: Pick<Collection, "id">,
  { come = [], go = [] }: { come?: readonly number[]; go?: readonly number[] },
): Promise<{ number: number; objectId: string }[]> {
  const { rows } = await sql<{ number: number; objectId: string }>`
    with gone as (update collections.guest g set left_at = ${clock.now()}
        where g.collection_id = ${id} and g.number = any(${[...go]}::bigint[]) and g.left_at is null returning g.number),
      here as (insert into collections.guest as g (collection_id, number, since)
        select ${id}, o.number, ${clock.now()} from collections.object o
        where o.number = any(${[...come]}::bigint[]) and o.collection_id <> ${id}
        on conflict (collection_id, number) do update set since = excluded.since, left_at = null
          where g.left_at is not null
        returning g.number)
    update collections.object o set changed_at = now()
    where o.number in (select number from gone union all select number from here)
    returning o.number, o.id as "objectId"`.execute(tx);
  return rows;
}
