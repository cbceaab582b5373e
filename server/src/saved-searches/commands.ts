import { z } from "zod";
import { type AnyCommand, commandsOf, type FormDoor } from "../kernel/command.ts";
import { anybody, person } from "../people/index.ts";
import { refusalTable } from "./refusals.ts";
import { changeSearch, deleteSearch, renewFeedKey, saveSearch, stopAlert } from "./saved-searches.ts";
import {
  newSearchSchema,
  savedSearchSchema,
  searchChangeSchema,
  searchParams,
  stopParams,
} from "./schema.ts";
import { readSearchAddress } from "./search-address.ts";

const command = commandsOf(refusalTable);
const noInput = z.strictObject({});
const ownPage = (): string => "/account/saved-searches";

/** A form of one's own saved searches, which is shown again afterwards. */
function ownForm<P, Output>(path: string, told: string, keyless?: true): FormDoor<P, Output> {
  return {
    path: `/account/saved-searches${path}`,
    after: ownPage,
    failed: ownPage,
    done: () => ({ key: told }),
    ...(keyless && { keyless }),
  };
}

const save = command({
  name: "saved-searches.save",
  summary: "Keep a search, and be told of new titles",
  path: "/saved-searches",
  status: 201,
  who: person,
  params: z.object({}),
  input: newSearchSchema,
  output: savedSearchSchema,
  refusals: ["query-unread", "saved-search-exists", "too-many-searches"],
  audit: "events",
  run: (tx, actor, clock, _params, { query: address, ...words }) => {
    const { query, ...request } = readSearchAddress(address);
    return saveSearch(tx, actor, clock, { ...words, query, request });
  },
  forms: [ownForm("", "community.search.saved")],
});

const change = command({
  name: "saved-searches.change",
  summary: "Rename a saved search, or change how often it tells",
  method: "PATCH",
  path: "/saved-searches/:id",
  status: 200,
  who: person,
  params: searchParams,
  input: searchChangeSchema,
  output: savedSearchSchema,
  refusals: ["saved-search-unknown"],
  audit: "events",
  run: (tx, actor, clock, { id }, input) => changeSearch(tx, actor, clock, id, input),
  forms: [ownForm("/:id", "community.saved")],
});

const remove = command({
  name: "saved-searches.delete",
  summary: "Throw a saved search away",
  method: "DELETE",
  path: "/saved-searches/:id",
  status: 204,
  who: person,
  params: searchParams,
  input: noInput,
  output: z.object({}),
  refusals: ["saved-search-unknown"],
  audit: "events",
  run: async (tx, actor, _clock, { id }) => {
    await deleteSearch(tx, actor, id);
    return {};
  },
  forms: [ownForm("/:id/delete", "community.search.deleted")],
});

const newFeedKey = command({
  name: "saved-searches.renew-feed-key",
  summary: "A new secret address of the feed; the old one shuts",
  path: "/saved-searches/:id/feed-key",
  status: 201,
  who: person,
  params: searchParams,
  input: noInput,
  output: z.object({ feedKey: z.string() }).meta({ id: "FeedKey" }),
  refusals: ["saved-search-unknown"],
  secret: true,
  audit: "events",
  run: async (tx, actor, _clock, { id }) => ({ feedKey: await renewFeedKey(tx, actor, id) }),
  forms: [ownForm("/:id/feed-key", "community.feed.renewed", true)],
});

/** Where a mail's last address leads. Only the button changes anything: mail scanners follow every link. */
const stopPage = ({ key }: { key: string }): string => `/alerts/${encodeURIComponent(key)}`;

const stop = command({
  name: "saved-searches.stop",
  summary: "Stop an alert by the address in its mail, without signing in (RFC 8058)",
  path: "/alerts/:key/stop",
  status: 200,
  who: anybody,
  // Mail programs post here for their readers; the key in the address is what allows it.
  csrf: "none",
  params: stopParams,
  input: noInput,
  output: z.object({ name: z.string() }).meta({ id: "StoppedSearch" }),
  refusals: ["address-unknown"],
  audit: "events",
  run: (tx, _actor, _clock, { key }) => stopAlert(tx, key),
  forms: [
    {
      path: "/alerts/:key",
      after: stopPage,
      failed: (params) => stopPage(params as { key: string }),
      done: () => null,
      keyless: true,
    },
  ],
});

/** Every write of this room. */
export const savedSearchCommands: readonly AnyCommand[] = [save, change, remove, newFeedKey, stop];
