import { z } from "zod";
import type { Searcher, SearchRequest } from "../discovery/index.ts";
import { inTransaction } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import { enqueue, type JobHandlers } from "../kernel/jobs.ts";
import { mailTo, mailWishOf, notify } from "../notices/index.ts";
import { renderAlert } from "./alert-mail.ts";
import {
  claimMail,
  claimSearch,
  confirmMail,
  type DueSearch,
  dueSearches,
  finishRun,
  postponeSearch,
  releaseMail,
} from "./alerts.ts";

/** What a saved search asks, as it was read when it was saved. */
type AlertRequest = Pick<SearchRequest, "node" | "filters">;

type AlertDeps = RouteDeps & { searcher: Searcher };

/** When saved searches are looked after (crontab, UTC); one that was missed is made up for. */
export const alertSchedule: string[] = ["*/10 * * * * discovery-alerts"];

/** `discovery-alerts` runs the searches that are due, `mail-alert` sends the mail of one run. */
export function alertJobs(deps: AlertDeps): JobHandlers {
  return {
    "discovery-alerts": async () => {
      await runAlerts(deps);
    },
    "mail-alert": (payload) => mailAlert(deps, z.object({ alertId: z.string() }).parse(payload).alertId),
  };
}

/** Rounds of due searches in one run; what is left waits for the next, ten minutes later. */
const MOST_ROUNDS = 100;
const PAGE = 100;
/** More new titles than anybody reads; a library that joins brings hundreds of thousands. */
const MOST_NEW = 2000;

/**
 * Runs every saved search that is due, each in a transaction of its own: what is new, the message in the inbox, the mail
 * in the queue and the next time commit together, so a run that was killed is made anew and tells nothing twice. One
 * search that fails does not keep the others waiting. Returns how many found something.
 */
export async function runAlerts(deps: AlertDeps): Promise<number> {
  const now = deps.clock.now();
  let told = 0;
  const failures: unknown[] = [];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const due = await dueSearches(deps.db, now);
    if (due.length === 0) break;
    for (const searchId of due) {
      try {
        if (await runAlert(deps, now, searchId)) told += 1;
      } catch (error) {
        failures.push(error);
        await inTransaction(deps.db, (tx) => postponeSearch(tx, now, searchId));
      }
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, "saved searches failed");
  return told;
}

async function runAlert(deps: AlertDeps, now: Date, searchId: string): Promise<boolean> {
  return await inTransaction(deps.db, async (tx) => {
    const search = await claimSearch(tx, now, searchId);
    if (!search) return false;
    const alert = await finishRun(tx, deps.clock, search, await newTitles(deps.searcher, search));
    if (!alert) return false;
    const params = { name: search.name, found: alert.instanceIds.length, searchId: search.id };
    // With its titles for whoever hears of each thing; a line of the digest for whoever hears once a day.
    const hasOwnMail = (await mailWishOf(tx, search.personId)) === "each";
    const link = "/account/saved-searches";
    await notify(tx, deps.clock, {
      personId: search.personId,
      kind: "alert-new-titles",
      params,
      link,
      hasOwnMail,
    });
    if (hasOwnMail && deps.config.smtp && deps.config.publicUrl)
      await enqueue(tx, "mail-alert", { alertId: alert.id }, { key: `mail-alert-${alert.id}` });
    return true;
  });
}

/**
 * Ids of hits after the search's floor, newest first: instances are numbered as they come into the catalogue. Whether a
 * copy is on the shelf at this moment says nothing about news, so that filter is left out.
 */
async function newTitles(
  searcher: Searcher,
  search: Pick<DueSearch, "request" | "floorId">,
): Promise<number[]> {
  const { node, filters = [] } = search.request as AlertRequest;
  const lasting = filters.filter((filter) => !("facet" in filter) || filter.facet !== "available");
  const found: number[] = [];
  for (let cursor: string | undefined; found.length < MOST_NEW; ) {
    const page = await searcher.search({ node, filters: lasting, sort: "added", size: PAGE, cursor });
    const fresh = page.hits.filter((hit) => hit.id > search.floorId);
    found.push(...fresh.map((hit) => hit.id));
    if (fresh.length < PAGE || page.cursor === null) break;
    cursor = page.cursor;
  }
  return found;
}

/**
 * Sends the mail of one alert, at most once: it is claimed and committed before it goes out. Only when the mail server
 * says no is it given back for another try.
 */
export async function mailAlert(deps: RouteDeps, alertId: string): Promise<void> {
  const { smtp, publicUrl } = deps.config;
  if (!smtp || !publicUrl) return;
  const mail = await inTransaction(deps.db, (tx) => claimMail(tx, deps.clock.now(), alertId));
  if (!mail) return;
  try {
    const { personId, name, found } = mail;
    const told = { personId, kind: "alert-new-titles", params: { name, found } } as const;
    await mailTo(deps, told, (language) => renderAlert(mail, publicUrl, language));
  } catch (error) {
    await inTransaction(deps.db, (tx) => releaseMail(tx, alertId));
    throw error;
  }
  await inTransaction(deps.db, (tx) => confirmMail(tx, deps.clock.now(), alertId));
}
