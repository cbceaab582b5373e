import ical, { ICalAlarmType, ICalCalendarMethod, ICalEventStatus } from "ical-generator";

/** One meeting for a calendar. `sequence` grows with every change; `stamp`: when this file is made. */
export type CalendarEvent = {
  uid: string;
  sequence: number;
  stamp: Date;
  start: Date;
  minutes: number;
  summary: string;
  place: string;
  url: string;
  isAgreed: boolean;
};

const MINUTE_MS = 60_000;
const REMINDER_SECONDS = 2 * 3600;

/**
 * An iCalendar file (RFC 5545) with one event and a reminder two hours before. Times are instants in UTC, which every
 * calendar shows in its reader's zone; DTSTAMP (3.8.7.2) is when the file was made, SEQUENCE (3.8.7.4) tells a calendar
 * that this entry replaces the one it has.
 */
export function writeCalendar(event: CalendarEvent): string {
  const calendar = ical({
    prodId: { company: "Commonshelf", product: "Sharing", language: "EN" },
    method: ICalCalendarMethod.PUBLISH,
  });
  const entry = calendar.createEvent({
    id: event.uid,
    sequence: event.sequence,
    stamp: event.stamp,
    start: event.start,
    end: new Date(event.start.getTime() + event.minutes * MINUTE_MS),
    summary: event.summary,
    location: event.place,
    url: event.url,
    status: event.isAgreed ? ICalEventStatus.CONFIRMED : ICalEventStatus.TENTATIVE,
  });
  entry.createAlarm({ type: ICalAlarmType.display, trigger: REMINDER_SECONDS, description: event.summary });
  return `${calendar.toString()}\r\n`;
}
