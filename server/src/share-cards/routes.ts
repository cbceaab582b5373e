import { createHash } from "node:crypto";
import { z } from "zod";
import { getInstances } from "../catalogue/index.ts";
import { getJourney } from "../drifting/index.ts";
import type { App, Reply, RouteDeps } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import { getList } from "../lists/index.ts";
import { getNest } from "../nests/index.ts";
import { type Card, drawCard } from "./card-picture.ts";

/** Cards kept in memory, the latest. */
const MOST_KEPT = 200;
const SITE = "共架 Commonshelf";
const DAY = "public, max-age=86400";

/** Mounts the pictures of titles, journeys, public lists and nests. */
export function registerShareCards(app: App, { db, clock }: RouteDeps): void {
  const kept = new Map<string, Promise<Buffer>>();
  const send = async (reply: Reply, etagOfRequest: string | undefined, card: Card): Promise<Reply> => {
    const key = createHash("sha256").update(JSON.stringify(card)).digest("hex").slice(0, 16);
    const etag = `"${key}"`;
    reply.header("cache-control", DAY).header("etag", etag);
    if (etagOfRequest === etag) return reply.code(304).send();
    return reply.type("image/png").send(await keep(kept, key, card));
  };
  app.get(
    "/cards/instance/:id.png",
    { schema: { hide: true, params: z.object({ id: z.coerce.number().int().positive() }) } },
    async (request, reply) => {
      const [instance] = await getInstances(db, [request.params.id]);
      if (!instance) throw new Problem("instance-unknown", 404);
      const { title, contributors, responsibility } = instance.brief;
      const line = contributors[0]?.value ?? responsibility ?? "";
      const whole = [title.main, title.part].filter(Boolean).join(" ");
      return send(reply, request.headers["if-none-match"], { title: whole, line, site: SITE });
    },
  );
  app.get(
    "/cards/drift/:code.png",
    { schema: { hide: true, params: z.object({ code: z.string().max(20) }) } },
    async (request, reply) => {
      const { title, author } = await getJourney(db, null, request.params.code);
      return send(reply, request.headers["if-none-match"], { title, line: author, site: SITE });
    },
  );
  app.get(
    "/cards/list/:id.png",
    { schema: { hide: true, params: z.object({ id: z.string().max(60) }) } },
    async (request, reply) => {
      const list = await getList(db, null, request.params.id);
      if (list.visibility !== "public" || list.isHidden) throw new Problem("list-unknown", 404);
      return send(reply, request.headers["if-none-match"], {
        title: list.title,
        line: list.owner ?? "",
        site: SITE,
      });
    },
  );
  app.get(
    "/cards/nest/:code.png",
    { schema: { hide: true, params: z.object({ code: z.string().max(20) }) } },
    async (request, reply) => {
      const nest = await getNest(db, clock, request.params.code);
      return send(reply, request.headers["if-none-match"], {
        title: nest.name,
        line: nest.address,
        site: SITE,
      });
    },
  );
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
