import { createHash } from "node:crypto";
import { z } from "zod";
import { getInstances } from "../catalogue/index.ts";
import { getArticle, getColumn } from "../columns/index.ts";
import { regionZone } from "../consortium/index.ts";
import { getJourney } from "../drifting/index.ts";
import type { App, Reply, RouteDeps } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import { formatMoment } from "../kernel/zones/dates.ts";
import { getList } from "../lists/index.ts";
import { getNest } from "../nests/index.ts";
import { getSalon } from "../salons/index.ts";
import { type Card, drawCard } from "./card-picture.ts";

/** Cards kept in memory, the latest. */
const MOST_KEPT = 200;
const SITE = "共架 Commonshelf";
const DAY = "public, max-age=86400";

const ofNumber = z.object({ id: z.coerce.number().int().positive() });
const ofId = z.object({ id: z.string().max(60) });
const ofCode = z.object({ code: z.string().max(20) });
const ofArticle = ofId.extend({ columnId: z.string().max(60) });

/** Mounts the pictures of titles, journeys, public lists, nests, salons and articles. */
export function registerShareCards(app: App, { db, clock }: RouteDeps): void {
  const kept = new Map<string, Promise<Buffer>>();
  const card = <P extends z.ZodObject>(
    path: string,
    params: P,
    find: (params: z.output<P>) => Promise<Omit<Card, "site">>,
  ): void => {
    app.get(`/cards/${path}.png`, { schema: { hide: true, params } }, async (request, reply) => {
      const found = await find(request.params as z.output<P>);
      return await send(kept, reply, request.headers["if-none-match"], { ...found, site: SITE });
    });
  };
  card("instance/:id", ofNumber, async ({ id }) => {
    const [instance] = await getInstances(db, [id]);
    if (!instance) throw new Problem("instance-unknown", 404);
    const { title, contributors, responsibility } = instance.brief;
    const line = contributors[0]?.value ?? responsibility ?? "";
    return { title: [title.main, title.part].filter(Boolean).join(" "), line };
  });
  card("drift/:code", ofCode, async ({ code }) => {
    const { title, author } = await getJourney(db, null, code);
    return { title, line: author };
  });
  card("list/:id", ofId, async ({ id }) => {
    const { title, owner, visibility, isHidden } = await getList(db, null, id);
    if (visibility !== "public" || isHidden) throw new Problem("list-unknown", 404);
    return { title, line: owner ?? "" };
  });
  card("nest/:code", ofCode, async ({ code }) => {
    const { name, address } = await getNest(db, clock, code);
    return { title: name, line: address };
  });
  card("salon/:id", ofId, async ({ id }) => {
    const { title, startsAt, place } = await getSalon(db, clock, null, id);
    const moment = formatMoment(startsAt, "zh-Hans", await regionZone(db));
    return { title, line: [moment, place].filter(Boolean).join(" · ") };
  });
  card("article/:columnId/:id", ofArticle, async (at) => {
    const [{ column }, { article }] = await Promise.all([
      getColumn(db, null, at.columnId),
      getArticle(db, null, at),
    ]);
    return { title: article.title, line: column.title };
  });
}

async function send(
  kept: Map<string, Promise<Buffer>>,
  reply: Reply,
  etagOfRequest: string | undefined,
  card: Card,
): Promise<Reply> {
  const key = createHash("sha256").update(JSON.stringify(card)).digest("hex").slice(0, 16);
  const etag = `"${key}"`;
  reply.header("cache-control", DAY).header("etag", etag);
  if (etagOfRequest === etag) return reply.code(304).send();
  return reply.type("image/png").send(await keep(kept, key, card));
}

/** A card is drawn once, however many ask for it; one that could not be drawn is tried again. */
function keep(kept: Map<string, Promise<Buffer>>, key: string, card: Card): Promise<Buffer> {
  const known = kept.get(key);
  if (known) return known;
  const drawn = drawCard(card);
  kept.set(key, drawn);
  drawn.catch(() => kept.delete(key));
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest) kept.delete(oldest);
  return drawn;
}
