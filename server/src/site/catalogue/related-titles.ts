import type { RelatedFacts, RelatedTitle } from "../../../../web/reader/catalogue/related.tsx";
import { runOf } from "../../../../web/reader/frame/record-language.ts";
import { editionsOf, getInstances, type Instance } from "../../catalogue/index.ts";
import { availabilityOf } from "../../circulation/index.ts";
import { findArticles } from "../../columns/index.ts";
import { orWithout, type Searcher, type SearchNode } from "../../discovery/index.ts";
import type { Db } from "../../kernel/database.ts";
import { borrowedTogether } from "../../lent-together/index.ts";
import { editionOfWork } from "../discovery/row-editions.ts";
import { coverFacts, instanceHref, mainContributors, type Viewer } from "./record-view.ts";

const EDITIONS = 60;
const SIMILAR = 8;
const TOGETHER = 8;
const SUBJECTS = 5;
const ARTICLES = 5;

/** Other editions of a title, titles like it, and what its readers borrowed too; null when there is nothing of it. */
export async function findRelated(
  deps: { db: Db; searcher: Searcher },
  viewer: Viewer,
  base: string,
  id: number,
): Promise<RelatedFacts | null> {
  const { db } = deps;
  const [instance] = await getInstances(db, [id]);
  if (!instance) return null;
  const { workId } = instance;
  const [editionIds, together] = await Promise.all([
    workId === null ? [] : editionsOf(db, [workId]).then((map) => map.get(workId) ?? []),
    borrowedTogether(db, id, TOGETHER),
  ]);
  const others = editionIds.filter((other) => other !== id);
  const known = new Set([...editionIds, ...together]);
  const similar = await orWithout(similarTo(deps.searcher, instance, known), []);
  const shown = others.slice(0, EDITIONS);
  const wanted = [...shown, ...similar, ...together];
  const [instances, availability, articles] = await Promise.all([
    getInstances(db, wanted),
    availabilityOf(db, [id, ...shown]),
    findArticles(db, null, { instanceId: id, limit: ARTICLES }),
  ]);
  const byId = new Map(instances.map((i) => [i.id, i]));
  const titles = (ids: number[]): RelatedTitle[] =>
    ids.flatMap((one) => byId.get(one) ?? []).map((one) => relatedTitle(one, viewer));
  const lineOf = (one: Instance) => editionOfWork(one, availability.get(one.id)?.available ?? 0, viewer);
  return {
    work: {
      shown: lineOf(instance),
      others: shown.flatMap((one) => byId.get(one) ?? []).map(lineOf),
      count: editionIds.length,
      workHref: workId === null ? null : `${base}/work/${workId}`,
    },
    similar: titles(similar),
    together: titles(together),
    articles: articles.map(({ id: articleId, columnId, title, column }) => ({
      href: `${base}/columns/${columnId}/${articleId}`,
      title,
      column,
    })),
  };
}

/** Titles that share headings or the creator, most shared first; editions of the title itself left out. */
async function similarTo(
  searcher: Searcher,
  instance: Instance,
  known: ReadonlySet<number>,
): Promise<number[]> {
  const { brief } = instance;
  const creator = mainContributors(brief)[0]?.value;
  const nodes: SearchNode[] = [
    ...brief.subjects
      .slice(0, SUBJECTS)
      .map((subject): SearchNode => ({ kind: "exact", field: "subject", text: subject.value })),
    ...(creator ? [{ kind: "exact", field: "author", text: creator } as const] : []),
  ];
  if (nodes.length === 0) return [];
  const { hits } = await searcher.search({
    node: {
      kind: "and",
      nodes: [
        { kind: "or", nodes },
        { kind: "not", node: { kind: "instance", id: instance.id } },
      ],
    },
    size: SIMILAR + known.size,
    byWork: true,
  });
  return hits
    .map((hit) => hit.id)
    .filter((id) => !known.has(id))
    .slice(0, SIMILAR);
}

function relatedTitle(instance: Instance, { language }: Viewer): RelatedTitle {
  const { brief } = instance;
  const maker = mainContributors(brief)[0]?.value;
  return {
    href: instanceHref(instance.id, language),
    title: runOf(brief.title.main, brief.languages, language),
    maker: maker ? runOf(maker, brief.languages, language) : null,
    year: brief.year,
    cover: coverFacts(brief, language),
  };
}
