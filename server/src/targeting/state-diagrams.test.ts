import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readConfig } from "../kernel/config.ts";
import { holdStates } from "./hold-states.ts";
import { itemConditions } from "./item-condition-states.ts";
import { loanStates } from "./loan-states.ts";
import { transitStates } from "./transit-states.ts";
import type { Transitions } from "./transitions.ts";

/** The guides' page of states is drawn from the tables; `COMMONSHELF_WRITE_STATES=1` draws it anew. */
const GUIDES = join(import.meta.dirname, "../../../docs/guides");

type Words = {
  title: string;
  about: string;
  states: Record<string, string>;
  triggers: Record<string, string>;
};
type Page = {
  title: string;
  about: string;
  hold: Words;
  loan: Words;
  transit: Words;
  item: Words;
};

const TABLES = { hold: holdStates, loan: loanStates, transit: transitStates, item: itemConditions } as const;

const PAGES: Record<"en" | "zh-Hans", Page> = {
  en: {
    title: "States of requests, loans, ways and items",
    about:
      "Drawn from the tables the platform goes by (`server/src/targeting/*-states.ts`); nothing moves in another way.",
    hold: {
      title: "A request",
      about: "From the queue to the reader's hands. Cancelled, expired and unfilled ones are over.",
      states: {
        waiting: "in the queue",
        targeted: "to be fetched",
        "in-transit": "on its way",
        "on-shelf": "on the hold shelf",
        fulfilled: "lent",
        cancelled: "cancelled",
        expired: "not collected",
        unfilled: "not to be had",
      },
      triggers: {
        target: "a copy is chosen",
        dispatch: "sent",
        capture: "scanned at the pickup branch",
        fulfil: "lent",
        cancel: "cancelled",
        "give-up": "no copy, or too late",
        decline: "not on the shelf",
        release: "the copy is let go",
        expire: "last day is over",
      },
    },
    loan: {
      title: "A loan",
      about: "A claimed one stays open while the book is searched for.",
      states: { open: "on loan", claimed: "not with its reader", closed: "returned", lost: "lost" },
      triggers: {
        renew: "renewed",
        claim: "the reader says it was returned",
        deny: "the reader says they never had it",
        unclaim: "the claim is taken back",
        return: "scanned",
        lose: "declared lost",
      },
    },
    transit: {
      title: "A way",
      about: "A scan anywhere ends it; the next leg is a new way.",
      states: { live: "on its way", received: "received", cancelled: "cancelled", lost: "lost" },
      triggers: { receive: "scanned", cancel: "cancelled", lose: "given up" },
    },
    item: {
      title: "The condition of an item",
      about: "A scan finds missing and lost ones.",
      states: {
        good: "good",
        missing: "missing",
        lost: "lost",
        damaged: "damaged",
        withdrawn: "withdrawn",
      },
      triggers: {
        miss: "not found",
        lose: "given up",
        damage: "damaged",
        withdraw: "withdrawn",
        find: "scanned",
        repair: "repaired",
        reinstate: "taken back",
      },
    },
  },
  "zh-Hans": {
    title: "预约、借阅、运送和单册的状态",
    about: "按平台遵循的状态表（`server/src/targeting/*-states.ts`）画出；没有别的走法。",
    hold: {
      title: "一条预约",
      about: "从排队到读者手里。取消、过期和无法满足的就结束了。",
      states: {
        waiting: "排队中",
        targeted: "正在取书",
        "in-transit": "在途",
        "on-shelf": "已到馆",
        fulfilled: "已借出",
        cancelled: "已取消",
        expired: "已过期",
        unfilled: "无法满足",
      },
      triggers: {
        target: "选定一册",
        dispatch: "送出",
        capture: "在取书馆扫描",
        fulfil: "借出",
        cancel: "取消",
        "give-up": "没有可借的，或来不及",
        decline: "架上没有",
        release: "这一册放开",
        expire: "过了最后一天",
      },
    },
    loan: {
      title: "一次借阅",
      about: "读者称已还的，找书期间仍算在借。",
      states: { open: "在借", claimed: "读者称不在手里", closed: "已还", lost: "遗失" },
      triggers: {
        renew: "续借",
        claim: "读者说还了",
        deny: "读者说没借过",
        unclaim: "收回说法",
        return: "扫描归还",
        lose: "报遗失",
      },
    },
    transit: {
      title: "一段运送",
      about: "在哪里扫描都算到；下一段是新的运送。",
      states: { live: "在途", received: "收到", cancelled: "取消", lost: "遗失" },
      triggers: { receive: "扫描", cancel: "取消", lose: "停止寻找" },
    },
    item: {
      title: "单册的书况",
      about: "找不到的和遗失的，扫描就找回。",
      states: { good: "完好", missing: "找不到", lost: "遗失", damaged: "污损", withdrawn: "注销" },
      triggers: {
        miss: "没找到",
        lose: "放弃寻找",
        damage: "污损",
        withdraw: "注销",
        find: "扫描",
        repair: "修好",
        reinstate: "恢复",
      },
    },
  },
};

/** One table as a Mermaid diagram: every state, every way, in words. */
function draw(table: Transitions, words: Words): string {
  const ids = new Map(Object.keys(table).map((state, at) => [state, `s${at}`]));
  const names = [...ids].map(([state, id]) => `  state "${words.states[state]}" as ${id}`);
  const first = `  [*] --> ${ids.get(Object.keys(table)[0]!)}`;
  const ways = Object.entries(table).flatMap(([from, out]) => {
    const byTarget = new Map<string, string[]>();
    for (const [trigger, to] of Object.entries(out))
      byTarget.set(to, [...(byTarget.get(to) ?? []), words.triggers[trigger]!]);
    return [...byTarget].map(([to, said]) => `  ${ids.get(from)} --> ${ids.get(to)}: ${said.join(" / ")}`);
  });
  const ends = Object.entries(table)
    .filter(([, out]) => Object.keys(out).length === 0)
    .map(([state]) => `  ${ids.get(state)} --> [*]`);
  return ["```mermaid", "stateDiagram-v2", ...names, first, ...ways, ...ends, "```"].join("\n");
}

function pageOf(page: Page): string {
  const parts = (Object.keys(TABLES) as (keyof typeof TABLES)[]).map(
    (name) => `## ${page[name].title}\n\n${page[name].about}\n\n${draw(TABLES[name], page[name])}\n`,
  );
  return `# ${page.title}\n\n${page.about}\n\n${parts.join("\n")}`;
}

test.each(["en", "zh-Hans"] as const)("every state and way has its word in %s", (language) => {
  for (const [name, table] of Object.entries(TABLES)) {
    const words = PAGES[language][name as keyof typeof TABLES];
    expect(Object.keys(words.states).sort(), name).toEqual(Object.keys(table).sort());
    const triggers = new Set(Object.values(table as Transitions).flatMap((out) => Object.keys(out)));
    expect(Object.keys(words.triggers).sort(), name).toEqual([...triggers].sort());
  }
});

test.each(["en", "zh-Hans"] as const)("the guide's diagrams in %s are those of the tables", (language) => {
  const path = join(GUIDES, `states.${language}.md`);
  const drawn = pageOf(PAGES[language]);
  if (readConfig().environment.COMMONSHELF_WRITE_STATES === "1") writeFileSync(path, drawn);
  expect(readFileSync(path, "utf8")).toBe(drawn);
});
