import ical, { ICalAlarmType, ICalCalendarMethod, ICalEventStatus } from "ical-generator";
import { sql } from "kysely";
import { z } from "zod";
import type { Db } from "../kernel/database.ts";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { type Clock, MINUTE_MS } from "../kernel/time.ts";
import { requirePerson } from "../people/index.ts";
import { getSalon } from "./salons.ts";

const REMINDER_SECONDS = 2 * 3600;

/**
 * A salon as a calendar file (RFC 5545). SEQUENCE (3.8.7.4) grows with every change, so a calendar replaces the entry it has.
 * Refuses `salon-unknown` 404.
 */
export async function salonCalendar(db: Db, clock: Clock, personId: string, id: string): Promise<string> {
  const salon = await getSalon(db, clock, personId, id);
  const { rows } = await sql<{
    version: number;
  }>`select s.version from salons.salon s where s.id = ${id}`.execute(db);
  const start = new Date(salon.startsAt);
  const isCancelled = salon.state === "cancelled";
  const calendar = ical({
    prodId: { company: "Commonshelf", product: "Salons", language: "EN" },
    method: isCancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.PUBLISH,
  });
  const entry = calendar.createEvent({
    id: `${id}@salons.commonshelf`,
    sequence: rows[0]!.version,
    stamp: clock.now(),
    start,
    end: new Date(start.getTime() + salon.minutes * MINUTE_MS),
    summary: salon.title,
    description: salon.about,
    location: salon.place,
    status: isCancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
  });
  entry.createAlarm({ type: ICalAlarmType.display, trigger: REMINDER_SECONDS, description: salon.title });
  return `${calendar.toString()}\r\n`;
}

/** Mounts the calendar files of salons. */
export function registerSalonFiles(app: App, { db, clock }: RouteDeps): void {
  app.get(
    "/api/v1/salons/:id/calendar.ics",
    {
      config: { refusals: { "salon-unknown": 404 } },
      schema: {
        summary: "A salon as a calendar file",
        tags: ["salons"],
        params: z.object({ id: z.string().max(60) }),
        produces: ["text/calendar"],
        response: { 200: z.string().describe("RFC 5545"), ...refusals(401, 404) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      const file = await salonCalendar(db, clock, actor.personId, request.params.id);
      return reply
        .type("text/calendar; charset=utf-8")
        .header("content-disposition", 'attachment; filename="salon.ics"')
        .send(file);
    },
  );
}
