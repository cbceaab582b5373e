import { sql } from "kysely";
import { demandRole, getCollection } from "../collections/index.ts";
import { listFaces } from "../consortium/index.ts";
import { type Actor, holds } from "../kernel/actor.ts";
import type { Config } from "../kernel/config.ts";
import type { Db, Tx } from "../kernel/database.ts";
import type { App, RouteDeps } from "../kernel/http.ts";
import { refuseOn } from "../kernel/problem.ts";
import { freshFor } from "../kernel/time.ts";
import { refuse } from "./refusals.ts";

const LOOK_AGAIN_MS = 15_000;

/** Under what a collection is met beside its usual address. */
export type Address = { path: string | null; host: string | null };

/** The address of a collection. */
export async function addressOf(db: Db, collectionId: string): Promise<Address> {
  const { rows } = await sql<Address>`select a.path, a.host from collection_fronts.address a
    where a.collection_id = ${collectionId}`.execute(db);
  return rows[0] ?? { path: null, host: null };
}

/**
 * Gives a collection a path and a host name. A host name decides what every visitor of that host sees, so only the office
 * of the consortium gives or takes one, never the region's own nor a member's. Refuses `collection-unknown` 404, `forbidden`
 * 403, `collection-host-office` 403, `collection-host-region` 409, `collection-path-taken` 409, `collection-host-taken` 409.
 */
export async function setAddress(
  tx: Tx,
  actor: Actor,
  slug: string,
  given: Address,
  { publicUrl }: Pick<Config, "publicUrl">,
): Promise<Address> {
  const collection = await getCollection(tx, slug);
  await demandRole(tx, actor, collection, "curator");
  const before = await addressOf(tx, collection.id);
  if (given.host !== before.host) {
    if (!holds(actor, ["consortium-admin"], null)) throw refuse("collection-host-office");
    if (given.host !== null && publicUrl && new URL(publicUrl).hostname === given.host)
      throw refuse("collection-host-region");
    if (given.host !== null && (await listFaces(tx)).some((face) => face.host === given.host))
      throw refuse("collection-host-taken");
  }
  await refuseOn(
    {
      address_path: () => refuse("collection-path-taken"),
      address_host: () => refuse("collection-host-taken"),
    },
    () =>
      sql`insert into collection_fronts.address as a (collection_id, path, host)
        values (${collection.id}, ${given.path}, ${given.host})
        on conflict (collection_id) do update set path = excluded.path, host = excluded.host`.execute(tx),
  );
  return given;
}

type Known = { slug: string } & Address;

async function readAddresses(db: Db): Promise<Known[]> {
  const { rows } = await sql<Known>`select c.slug, a.path, a.host from collection_fronts.address a
    join collections.collection_fact c on c.id = a.collection_id`.execute(db);
  return rows;
}

/** Leads `/c/NAME`, and the root of a collection's own host name, to its front page. */
export function leadToCollections(app: App, { db }: RouteDeps): void {
  let hosts = new Map<string, string>();
  let readAt = Number.NEGATIVE_INFINITY;
  app.givenHosts?.push((host) => hosts.has(host));
  app.addHook("onRequest", async (request, reply) => {
    if (request.method !== "GET" || (request.url !== "/" && !request.url.startsWith("/?"))) return;
    if (performance.now() - readAt > freshFor(LOOK_AGAIN_MS)) {
      readAt = performance.now();
      hosts = new Map((await readAddresses(db)).flatMap(({ host, slug }) => (host ? [[host, slug]] : [])));
    }
    const slug = hosts.get(request.hostname.toLowerCase());
    if (slug !== undefined) return reply.redirect(`/collections/${slug}`, 302);
  });
  app.get("/c/:path", { schema: { hide: true } }, async (request, reply) => {
    const { path } = request.params as { path: string };
    const found = (await readAddresses(db)).find((one) => one.path === path);
    if (!found) throw refuse("collection-unknown");
    return reply.redirect(`/collections/${found.slug}`, 302);
  });
}
