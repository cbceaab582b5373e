import { sql } from "kysely";
import {
  announce,
  attachCircle,
  attachNest,
  decideOrganisation,
  proposeOrganisation,
} from "../server/src/alliance/index.ts";
import { todayInRegion } from "../server/src/consortium/index.ts";
import { type Actor, onBehalfOf, systemActor } from "../server/src/kernel/actor.ts";
import { type Db, inTransaction, type Tx } from "../server/src/kernel/database.ts";
import { addDays, type Clock } from "../server/src/kernel/time.ts";
import { findNests } from "../server/src/nests/index.ts";
import { findPersonByLogin } from "../server/src/people/index.ts";

const ANNOUNCED_DAYS = 60;

/** Members of the fictional alliance: who speaks for them, and what they tell everybody. */
const ORGANISATIONS = [
  {
    login: "reader",
    kind: "community",
    name: "沙洲街社区（虚构）",
    about: "街口和院里的书巢由居民轮流照看，每月第一个周六换书。",
    contact: "沙洲街口书巢旁的信箱",
    title: "周六换书",
    body: "带一本读完的书来，换一本没读过的走。下午两点，沙洲街小书巢旁。",
  },
  {
    login: "reader2",
    kind: "student-society",
    name: "澜河师大漂流社（虚构）",
    about: "把读完的书放出去，看它走到哪里。",
    contact: "敬文馆一层公告栏",
    title: "新学期放漂",
    body: "社员从敬文馆门口放出第一批书。捡到的人读完再放，写一句话给下一位。",
  },
] as const;

/** Organisations of the alliance, each with an announcement; the first has the quarter's circle and nests. Does nothing once there are any. */
export async function loadAlliance(db: Db, clock: Clock): Promise<void> {
  const begun = await sql`select 1 from alliance.organisation limit 1`.execute(db);
  if (begun.rows.length > 0) return;
  await inTransaction(db, async (tx) => {
    const until = addDays(await todayInRegion(tx, clock), ANNOUNCED_DAYS);
    for (const [i, { login, title, body, ...words }] of ORGANISATIONS.entries()) {
      const person = await findPersonByLogin(tx, login);
      const speaker = onBehalfOf(person!.id);
      const { id } = await proposeOrganisation(tx, speaker, clock, words);
      await decideOrganisation(tx, systemActor, clock, id, "admit");
      if (i === 0) await attachQuarter(tx, speaker, clock, id);
      await announce(tx, speaker, clock, { organisationId: id, title, body, until });
    }
  });
}

async function attachQuarter(tx: Tx, speaker: Actor, clock: Clock, id: string): Promise<void> {
  const { rows } = await sql<{
    id: string;
  }>`select id from circles.circle order by created_at limit 1`.execute(tx);
  if (rows[0]) await attachCircle(tx, speaker, clock, id, rows[0].id);
  for (const nest of await findNests(tx, clock, {})) await attachNest(tx, speaker, clock, id, nest.code);
}
