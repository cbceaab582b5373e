import { createHmac, randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { Db, Tx } from "../../kernel/database.ts";
import { networkOf } from "../../kernel/http/networks.ts";
import { readSecret } from "../../kernel/secrets.ts";
import { type Clock, DAY_MS } from "../../kernel/time.ts";

/** How long a browser is known after the last sign-in in it. */
export const KNOWN_MS = 180 * DAY_MS;
/** The latest ones; each has an allowance of guesses of its own. */
const MOST_KNOWN = 10;
const SECRET = "people-browser";
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** Where a request comes from: the token in the browser's cookie (null: none, as programs), and the address. */
export type Origin = { browser: string | null; address: string };

/** What is known of an origin, as it is stored: keyed hashes. Without a cookie the network stands for the browser. */
export type OriginHashes = { browser: Buffer; network: Buffer };

/** A new token for a browser. It opens nothing; it only tells one browser from another. */
export function newBrowserToken(): string {
  return randomBytes(32).toString("base64url");
}

/** True for what can be one of our tokens. */
export function isBrowserToken(text: string | undefined): text is string {
  return text !== undefined && TOKEN.test(text);
}

/** The hashes of an origin. */
export async function originHashes(db: Db, origin: Origin): Promise<OriginHashes> {
  const secret = await readSecret(db, SECRET);
  const keyed = (text: string): Buffer => createHmac("sha256", secret).update(text).digest();
  const network = keyed(`network|${networkOf(origin.address)}`);
  return { network, browser: origin.browser === null ? network : keyed(`browser|${origin.browser}`) };
}

/** Whether a person has signed in in this browser, and in this network, within the last half year. */
export async function knows(
  db: Db,
  clock: Clock,
  personId: string,
  hashes: OriginHashes,
): Promise<{ browser: boolean; network: boolean }> {
  const since = new Date(clock.now().getTime() - KNOWN_MS);
  const { rows } = await sql<{ browser: boolean; network: boolean }>`
    select coalesce(bool_or(b.browser_hash = ${hashes.browser}), false) as browser,
      coalesce(bool_or(b.network_hash = ${hashes.network}), false) as network
    from people.browser b where b.person_id = ${personId} and b.seen_at > ${since}`.execute(db);
  const isProgram = hashes.browser.equals(hashes.network);
  return { browser: rows[0]!.browser && !isProgram, network: rows[0]!.network };
}

/** Notes that a person has signed in here; only the latest browsers are kept. */
export async function rememberBrowser(
  tx: Tx,
  clock: Clock,
  personId: string,
  hashes: OriginHashes,
): Promise<void> {
  await sql`insert into people.browser (person_id, browser_hash, network_hash, seen_at)
    values (${personId}, ${hashes.browser}, ${hashes.network}, ${clock.now()})
    on conflict (person_id, browser_hash) do update
      set network_hash = excluded.network_hash, seen_at = excluded.seen_at`.execute(tx);
  await sql`delete from people.browser b where b.person_id = ${personId} and b.browser_hash in (
    select o.browser_hash from people.browser o where o.person_id = ${personId}
    order by o.seen_at desc offset ${MOST_KNOWN})`.execute(tx);
}

/** Forgets browsers that nobody signed in from for half a year. */
export async function forgetOldBrowsers(tx: Tx, clock: Clock): Promise<void> {
  await sql`delete from people.browser
      where seen_at <= ${new Date(clock.now().getTime() - KNOWN_MS)}`.execute(tx);
}
