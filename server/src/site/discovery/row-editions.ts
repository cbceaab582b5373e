import { comparePart } from "@commonshelf/cjk";
import type { EditionLine } from "../../../../web/reader/catalogue/editions.tsx";
import { setKey } from "../../../../web/reader/catalogue/volume-set.ts";
import type { EditionsFacts } from "../../../../web/reader/discovery/result-row.tsx";
import type { NearFacts } from "../../../../web/reader/discovery/row-holdings.tsx";
import { runOf } from "../../../../web/reader/frame/record-language.ts";
import { everybody, type Viewer as Sight, sees } from "../../audience/index.ts";
import type { Instance } from "../../catalogue/index.ts";
import type { Availability, HoldingGroup } from "../../circulation/index.ts";
import type { Db } from "../../kernel/database.ts";
import {
  coverFacts,
  instanceHref,
  readersForm,
  readersTitle,
  type Viewer,
} from "../catalogue/record-view.ts";
import type { PageReads } from "../page-reads.ts";
import { languageName } from "./facet-labels.ts";
import { readNear } from "./row-holdings.ts";

/** Editions named in a row before the page of the work has to be asked. */
const NAMED = 4;

/** What the rows of a page are made of. */
export type RowReads = {
  /** In the order asked for; those that are gone are left out. */
  instances: Instance[];
  /** By instance, all editions of its work; empty when the rows are not works. */
  editions: Map<number, number[]>;
  /** Of the rows and of all their editions. */
  availability: Map<number, Availability>;
  /** Copies of the rows, in libraries and near. */
  groups: Map<number, HoldingGroup[]>;
  near: Map<number, NearFacts>;
  /** Other editions that a row names. */
  named: Map<number, Instance>;
};

/** Reads rows by their ids, `grouped` with the other editions of their works; each read is one for all waiting pages. */
export async function readRows(
  { db, reads }: { db: Db; reads: PageReads },
  ids: readonly number[],
  { grouped, personId, sight = everybody }: { grouped: boolean; personId: string | null; sight?: Sight },
): Promise<RowReads> {
  const [found, editions] = await Promise.all([
    reads.instances(ids),
    grouped ? reads.editions(ids) : new Map<number, number[]>(),
  ]);
  const shown = new Set(ids);
  const several = [...editions.values()].filter((list) => list.length > 1);
  const wanted = several.flatMap((list) => list.filter((id) => !shown.has(id)).slice(0, NAMED));
  const [availability, named, groups, near] = await Promise.all([
    reads.availability([...new Set([...several.flat(), ...shown])]),
    reads.instances([...new Set(wanted)]),
    reads.groups(ids),
    readNear(db, ids, personId),
  ]);
  const instances = ids.flatMap((id) => found.get(id) ?? []).filter((one) => sees(sight, one.audience));
  return { instances, editions, availability, groups, near, named };
}

/** What a row says about the other editions of its work; null when there are none. */
export function editionsFacts(
  instance: Instance,
  found: RowReads,
  viewer: Viewer,
  base: string,
): EditionsFacts | null {
  const ids = found.editions.get(instance.id) ?? [];
  if (ids.length < 2) return null;
  const available = ids.reduce((sum, id) => sum + (found.availability.get(id)?.available ?? 0), 0);
  return {
    count: ids.length,
    available,
    href: `${base}/work/${instance.workId}`,
    others: ids
      .filter((id) => id !== instance.id)
      .flatMap((id) => found.named.get(id) ?? [])
      .sort((a, b) => comparePart(a.brief.title.part ?? "", b.brief.title.part ?? ""))
      .map((other) => editionLine(other, found.availability.get(other.id)?.available ?? 0, viewer)),
  };
}

/** An edition in the record of another: with its part and the set that it and others make, its language, year and cover. */
export function editionOfWork(
  instance: Instance,
  available: number,
  { language }: Pick<Viewer, "language">,
): EditionLine {
  const { brief } = instance;
  return {
    href: instanceHref(instance.id, language),
    title: runOf(readersTitle(brief, language), brief.languages, language),
    part: readersForm([[brief.title.part, brief.title.partName].filter(Boolean).join(" ")], brief, language),
    set: setKey(brief.title.main, brief.publisher ?? "", brief.languages[0] ?? ""),
    language: brief.languages[0] ? languageName(brief.languages[0], language) : "—",
    year: brief.year,
    facts: [brief.publisher, brief.edition].filter((fact): fact is string => Boolean(fact)),
    cover: coverFacts(brief, language),
    available,
  };
}

/** One edition as a line: its title, who published it when, in which language. */
export function editionLine(
  instance: Instance,
  available: number,
  { language }: Pick<Viewer, "language">,
): EditionsFacts["others"][number] {
  const { brief } = instance;
  return {
    href: instanceHref(instance.id, language),
    title: runOf(brief.title.main, brief.languages, language),
    facts: [
      brief.publisher,
      brief.year === null ? null : String(brief.year),
      brief.edition,
      brief.languages[0] ? languageName(brief.languages[0], language) : null,
    ].filter((fact): fact is string => Boolean(fact)),
    available,
  };
}
