import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { importFile, loadItemPlaces } from "../../server/src/catalogue/index.ts";
import { listBranches, listMembers, todayInRegion } from "../../server/src/consortium/index.ts";
import { systemActor, workingFor } from "../../server/src/kernel/actor.ts";
import { execute } from "../../server/src/kernel/command.ts";
import type { LocalText } from "../../server/src/kernel/text.ts";
import { fileOf } from "../files.ts";
import type { DemoDeps } from "../index.ts";
import { demoMembers } from "../region.ts";
import { mediaOf } from "./media-files.ts";

const KINDS: Record<string, LocalText> = {
  periodical: { "zh-Hans": "期刊", "zh-Hant": "期刊", en: "Periodical" },
  score: { "zh-Hans": "乐谱", "zh-Hant": "樂譜", en: "Score" },
  map: { "zh-Hans": "地图", "zh-Hant": "地圖", en: "Map" },
  cd: { "zh-Hans": "唱片", "zh-Hant": "唱片", en: "Sound disc" },
  dvd: { "zh-Hans": "影碟", "zh-Hant": "影碟", en: "Video disc" },
};
/** Serials whose issues the desks receive: of which member, which title. */
const RUNS: [member: string, title: string][] = [
  ["YUNZE", "云泽学报"],
  ["LANHE", "澜河教育评论"],
  ["BAILU", "白鹭金融"],
  ["HETIAN", "禾田农事"],
];
/** Of this year's issues that were to come, the last but one is missing and claimed, the last is waited for. */
const LEFT_OUT = 2;

/** Serials, scores, maps, recordings, films, what is on line, other scripts: each member's, after its books. */
export async function loadMedia(deps: DemoDeps): Promise<void> {
  const members = await listMembers(deps.db);
  for (const demo of demoMembers) {
    const path = join(deps.dataFolder, "demo", `${demo.code}-media.mrc`);
    await writeFile(path, fileOf(demo, mediaOf(demo)));
    const { id } = members.find((one) => one.code === demo.code)!;
    await importFile(deps.pool, {
      path,
      memberId: id,
      profile: demo.profile,
      dryRun: false,
      actorId: systemActor.personId,
      places: await loadItemPlaces(deps.db, id),
    });
  }
  const begun = await sql`select 1 from serials.run limit 1`.execute(deps.db);
  if (begun.rows.length === 0) await loadRuns(deps);
}

type Place = { memberId: number; branchId: number };
type Issue = {
  id: number;
  year: number;
  volume: string;
  number: string;
  state: string;
  expectedOn: string | null;
};

/** Kinds of items get their names; runs are opened, this year's issues expected, most received, one claimed. */
async function loadRuns({ db, clock, config }: DemoDeps): Promise<void> {
  const { commands } = await import("../../server/src/rooms.ts");
  const today = await todayInRegion(db, clock);
  const year = Number(today.slice(0, 4));
  const members = await listMembers(db);
  const ids = new Map(members.map((one) => [one.code, one.id]));
  const act = async (name: string, at: Place, params: object, input: object): Promise<unknown> => {
    const actor = workingFor(systemActor, at.memberId, at.branchId);
    const command = commands.find((one) => one.name === name)!;
    return await execute(command, { db, clock, config, actor, via: "desk" }, params, input);
  };
  const office = (await listBranches(db))[0]!;
  for (const [code, name] of Object.entries(KINDS))
    await act(
      "policies.set-kind",
      { memberId: office.memberId, branchId: office.id },
      {},
      { member: null, of: "item-class", code, name },
    );
  for (const [member, title] of RUNS) {
    const { rows } = await sql<Place & { recordId: number; callNumber: string; location: string }>`
      select r.id as "recordId", r.member_id as "memberId", h.branch_id as "branchId", h.location,
        h.call_number as "callNumber" from catalogue.record_line r join catalogue.title_line t on t.id = r.instance_id
      join catalogue.call_number_line h on h.record_id = r.id
      where t.title = ${title} and r.member_id = ${ids.get(member)!} order by r.id, h.id limit 1`.execute(db);
    const [at] = rows;
    if (!at) continue;
    const { memberId: _memberId, ...opened } = at;
    const run = (await act("serials.open-run", at, {}, opened)) as { id: string };
    const expected = (await act("serials.expect-year", at, { id: run.id }, { year, volume: "" })) as {
      issues: Issue[];
    };
    const due = expected.issues
      .filter((one) => one.state === "expected" && one.expectedOn! <= today)
      .sort((a, b) => a.id - b.id);
    for (const { volume, number } of due.slice(0, -LEFT_OUT))
      await act("serials.receive-issue", at, { id: run.id }, { year, volume, number, barcode: null });
    const late = due.at(-LEFT_OUT);
    if (late) await act("serials.judge-issue", at, { id: late.id }, { finding: "claimed" });
  }
}
