/** One meeting for a calendar. */
export type CalendarEvent = {
  uid: string;
  sequence: number;
  start: Date;
  minutes: number;
  summary: string;
  place: string;
  url: string;
  isAgreed: boolean;
};

const LINE_BYTES = 75;

/** An iCalendar file (RFC 5545) with one event and a reminder two hours before; times in UTC. */
export function writeCalendar(event: CalendarEvent): string {
  const end = new Date(event.start.getTime() + event.minutes * 60_000);
  return [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Commonshelf//Sharing//EN",
    "BEGIN:VEVENT",
    `UID:${event.uid}`,
    `SEQUENCE:${event.sequence}`,
    `DTSTAMP:${stamp(event.start)}`,
    `DTSTART:${stamp(event.start)}`,
    `DTEND:${stamp(end)}`,
    `SUMMARY:${escapeText(event.summary)}`,
    `LOCATION:${escapeText(event.place)}`,
    `URL:${event.url}`,
    `STATUS:${event.isAgreed ? "CONFIRMED" : "TENTATIVE"}`,
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    `DESCRIPTION:${escapeText(event.summary)}`,
    "TRIGGER:-PT2H",
    "END:VALARM",
    "END:VEVENT",
    "END:VCALENDAR",
  ]
    .map(fold)
    .map((line) => `${line}\r\n`)
    .join("");
}

function stamp(at: Date): string {
  return at.toISOString().replace(/[-:]|\.\d{3}/g, "");
}

function escapeText(text: string): string {
  return text.replace(/[\\;,]/g, (c) => `\\${c}`).replace(/\r?\n/g, "\\n");
}

/** Lines are at most 75 bytes; the next ones begin with a space. A character is never cut. */
function fold(line: string): string {
  let folded = "";
  let bytes = 0;
  for (const c of line) {
    const size = Buffer.byteLength(c);
    if (bytes + size > LINE_BYTES) {
      folded += "\r\n ";
      bytes = 1;
    }
    folded += c;
    bytes += size;
  }
  return folded;
}
