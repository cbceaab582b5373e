import { isIP } from "node:net";
import { z } from "zod";
import { findMemberByCode } from "../consortium/index.ts";
import { listOf } from "../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { demandPermission, staff } from "../people/index.ts";
import { networksOf, setNetworks } from "./access.ts";
import { damagedOriginals } from "./damage.ts";
import { refusalTable, refuse } from "./refusals.ts";
import { damagedSchema, networksSchema } from "./schema.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
const who = staff("member.manage", "somewhere");
const params = z.object({ code: z.string().max(16) });

/** An address with the bits of its network: `10.20.0.0/16`, `2001:db8::/32`. */
function isNetwork(text: string): boolean {
  const [address = "", bits, ...more] = text.split("/");
  const version = isIP(address);
  const most = version === 4 ? 32 : 128;
  return version !== 0 && more.length === 0 && /^\d{1,3}$/.test(bits ?? "") && Number(bits) <= most;
}

/** A campus has networks. */
const set = command({
  name: "assets.set-networks",
  summary: "Say which networks are a library's campus: files open to campuses are opened there",
  method: "PUT",
  path: "/members/:code/networks",
  status: 200,
  who,
  params,
  input: networksSchema,
  output: networksSchema,
  refusals: ["member-unknown", "network-invalid"],
  audit: ({ params: { code }, input }) => ({
    subject: { kind: "member", id: code },
    scope: "worked-at",
    detail: { networks: input.networks.length },
  }),
  run: async (tx, actor, _clock, { code }, { networks }) => {
    const member = await findMemberByCode(tx, code);
    demandPermission(actor, "member.manage", member.id);
    const wrong = networks.find((network) => !isNetwork(network));
    if (wrong !== undefined) throw refuse("network-invalid", { network: wrong });
    await setNetworks(tx, member.id, networks);
    return { networks: await networksOf(tx, member.id) };
  },
});

/** Which they are. */
const list = query({
  name: "assets.networks",
  summary: "Networks of a library's campus",
  path: "/members/:code/networks",
  who,
  params,
  filter: z.strictObject({}),
  output: networksSchema,
  refusals: ["member-unknown"],
  run: async ({ db }, actor, { code }) => {
    const member = await findMemberByCode(db, code);
    demandPermission(actor, "member.manage", member.id);
    return { networks: await networksOf(db, member.id) };
  },
});

/** What a round found. */
const damaged = query({
  name: "assets.damaged",
  summary: "Originals of one's libraries that are gone or no longer what came, those noticed last first",
  path: "/damaged-originals",
  who: staff("catalogue.edit", "somewhere"),
  params: z.object({}),
  filter: z.strictObject({}),
  output: listOf(damagedSchema),
  refusals: [],
  run: async ({ db }, actor) => ({ items: await damagedOriginals(db, actor) }),
});

export const assetsCommands: readonly AnyCommand[] = [set];
export const assetsQueries: readonly AnyQuery[] = [list, damaged];
