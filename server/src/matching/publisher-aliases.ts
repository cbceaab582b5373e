import { hasHan } from "@commonshelf/cjk";
import type { Statements } from "../kernel/bulk.ts";
import { distinct, type MatchProfile, publisherKey, publisherLatinKey } from "./profile.ts";
import type { MatchRecord } from "./region.ts";
import type { RecordSource } from "./settle.ts";

/** A name of a publisher that means another one. */
export type PublisherAlias = { name: string; canonical: string };

/** What a name is compared by: in Han where it is written so, else in letters. */
function keyOfPublisher(name: string): string {
  return hasHan(name) ? publisherKey(name) : publisherLatinKey(name);
}

/** Aliases as matching reads them: each key of a name leads to that of the name it means. */
export class PublisherAliases {
  private readonly han = new Map<string, string>();
  private readonly latin = new Map<string, string>();

  constructor(aliases: readonly PublisherAlias[]) {
    for (const { name, canonical } of aliases) {
      if (hasHan(name) && hasHan(canonical)) this.han.set(publisherKey(name), publisherKey(canonical));
      this.latin.set(publisherLatinKey(name), publisherLatinKey(canonical));
    }
  }

  get isEmpty(): boolean {
    return this.latin.size === 0;
  }

  /** The profile with publishers as they are meant. */
  profile(profile: MatchProfile): MatchProfile {
    const read = (keys: readonly string[], map: ReadonlyMap<string, string>): string[] =>
      distinct(keys.map((key) => map.get(key) ?? key));
    return {
      ...profile,
      publishers: read(profile.publishers, this.han),
      publisherLatin: read(profile.publisherLatin, this.latin),
    };
  }

  record(record: MatchRecord): MatchRecord {
    return { ...record, profile: this.profile(record.profile) };
  }

  /** The same records, with publishers as they are meant. */
  source(source: RecordSource): RecordSource {
    return {
      findByKeys: (keys, most) => source.findByKeys(keys, most),
      load: async (ids) => (await source.load(ids)).map((record) => this.record(record)),
      emptied: (ids) => source.emptied(ids),
      newInstances: (count) => source.newInstances(count),
    };
  }
}

/** All of the region's aliases. */
async function listPublisherAliases(tx: Statements): Promise<PublisherAlias[]> {
  const { rows } = await tx.query<PublisherAlias>(
    "select a.name, a.canonical from matching.publisher_alias a order by a.canonical, a.name",
  );
  return rows;
}

/** Aliases after this place, by the name that is meant. */
export async function publisherAliasesAfter(
  tx: Statements,
  { limit, after }: { limit: number; after: readonly [canonical: string, name: string] | null },
): Promise<PublisherAlias[]> {
  const { rows } = await tx.query<PublisherAlias>(
    `select a.name, a.canonical from matching.publisher_alias a
      where $2::text is null or (a.canonical, a.name) > ($2::text, $3::text)
      order by a.canonical, a.name limit $1`,
    [limit, after?.[0] ?? null, after?.[1] ?? null],
  );
  return rows;
}

/** What they mean for matching. */
export async function loadPublisherAliases(tx: Statements): Promise<PublisherAliases> {
  return new PublisherAliases(await listPublisherAliases(tx));
}

/**
 * Why an alias cannot be kept: one has nothing it could be compared by (a name in kana or Cyrillic alone), both are compared
 * alike already, or one would lead to another alias.
 */
export type AliasHindrance = "alias-wordless" | "alias-same" | "alias-chain";

/** Keeps an alias, in the place of another for the same name. Returns why not, or null. */
export async function keepPublisherAlias(
  tx: Statements,
  { name, canonical }: PublisherAlias,
  by: string,
): Promise<AliasHindrance | null> {
  const [nameKey, canonicalKey] = [keyOfPublisher(name), keyOfPublisher(canonical)];
  if (nameKey === "" || canonicalKey === "") return "alias-wordless";
  if (nameKey === canonicalKey) return "alias-same";
  await tx.query("lock table matching.publisher_alias in share row exclusive mode");
  const { rows } = await tx.query(
    "select 1 from matching.publisher_alias a where a.name_key = $2 or a.canonical_key = $1",
    [nameKey, canonicalKey],
  );
  if (rows.length > 0) return "alias-chain";
  await tx.query(
    `insert into matching.publisher_alias as a (name_key, name, canonical, canonical_key, set_by) values ($1, $2, $3, $4, $5)
      on conflict (name_key) do update set name = excluded.name, canonical = excluded.canonical,
        canonical_key = excluded.canonical_key, set_by = excluded.set_by, set_at = now()`,
    [nameKey, name, canonical, canonicalKey, by],
  );
  return null;
}

/** Takes an alias away; returns the name it meant, undefined when there was none. */
export async function dropPublisherAlias(tx: Statements, name: string): Promise<string | undefined> {
  const { rows } = await tx.query<{ canonical: string }>(
    "delete from matching.publisher_alias a where a.name_key = $1 returning a.canonical",
    [keyOfPublisher(name)],
  );
  return rows[0]?.canonical;
}

/** Keys by which records that name these publishers are found. */
export function keysOfPublishers(names: readonly string[]): { han: string[]; latin: string[] } {
  return { han: names.filter(hasHan).map(publisherKey), latin: names.map(publisherLatinKey) };
}
