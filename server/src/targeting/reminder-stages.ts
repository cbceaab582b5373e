import { addDays, type PlainDate } from "../kernel/time.ts";

/**
 * Reminders of one loan in their order: from so many days after the due date on. A reader gets the last one reached,
 * once, whatever day the job runs; a renewal begins anew.
 */
export const reminderStages = [
  { fromDay: -3, kind: "loan-due-soon" },
  { fromDay: 1, kind: "loan-overdue" },
  { fromDay: 8, kind: "loan-overdue" },
  { fromDay: 29, kind: "loan-overdue" },
] as const satisfies { fromDay: number; kind: string }[];

/** The stage a loan is in, counted from 1; 0 before the first. Pure. */
export function stageOn(dueOn: PlainDate, today: PlainDate): number {
  return reminderStages.filter((stage) => today >= addDays(dueOn, stage.fromDay)).length;
}
