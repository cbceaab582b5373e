import { expect, test } from "vitest";
import { writeCalendar } from "./calendar-file.ts";

const meeting = {
  uid: "0199@commonshelf",
  sequence: 3,
  stamp: new Date("2026-11-21T04:05:06Z"),
  start: new Date("2026-11-22T02:00:00Z"),
  minutes: 30,
  summary: "《平凡的世界》; 第一部, 「路遥」",
  place: "图书馆大厅，一层\n东门",
  url: "https://shelf.example/zh-hans/sharing/loans/0199",
  isAgreed: true,
};

const unfolded = (file: string): string[] => file.replaceAll("\r\n ", "").trimEnd().split("\r\n");

test("an event says when it was written, when it is, and which earlier entry it replaces", () => {
  const lines = unfolded(writeCalendar(meeting));
  expect(lines).toEqual(
    expect.arrayContaining([
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "METHOD:PUBLISH",
      "UID:0199@commonshelf",
      "SEQUENCE:3",
      "DTSTAMP:20261121T040506Z",
      "DTSTART:20261122T020000Z",
      "DTEND:20261122T023000Z",
      "STATUS:CONFIRMED",
      "TRIGGER:-PT2H",
      "SUMMARY:《平凡的世界》\\; 第一部\\, 「路遥」",
      "LOCATION:图书馆大厅，一层\\n东门",
      "END:VCALENDAR",
    ]),
  );
  expect(unfolded(writeCalendar({ ...meeting, isAgreed: false }))).toContain("STATUS:TENTATIVE");
});

test("lines end as the standard wants, none is longer than 75 bytes, no character is cut", () => {
  const file = writeCalendar({ ...meeting, summary: "很长的书名".repeat(30) });
  expect(file.endsWith("END:VCALENDAR\r\n")).toBe(true);
  expect(file.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  for (const line of file.split("\r\n")) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  expect(unfolded(file).join("\n")).toContain("很长的书名".repeat(30));
});
