import { expect, test } from "vitest";
import { detailInWords } from "./audit-detail.ts";

const texts: Record<string, string> = {
  "audit.detail.from": "起",
  "audit.value.lost": "丢失",
  "transport.state.packed": "已封箱",
};
const words = {
  t: (key: string) => texts[key]!,
  hasText: (key: string) => key in texts,
  date: (instant: string) => `<${instant.slice(0, 10)}>`,
  branchName: (id: number) => `分馆${id}`,
};

test("instants, days, branches and words of an entry are told as people write them, ids and nothing not at all", () => {
  const detail = {
    from: "2026-11-30T04:00:00.000Z",
    dueOn: "2026-12-01",
    toBranchId: 7,
    state: ["lost", "packed", "kept"],
    personId: "01a00000-0000-7000-8000-000000000002",
    changes: [{ a: 1 }],
    note: null,
    code: "2026-11-30Tx",
  };
  expect(detailInWords(detail, words)).toBe(
    "起: <2026-11-30> · dueOn: <2026-12-01> · toBranchId: 分馆7 · state: 丢失, 已封箱, kept · code: 2026-11-30Tx",
  );
});
