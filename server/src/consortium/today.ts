import type { Db } from "../kernel/database.ts";
import { type Clock, dateIn, type PlainDate } from "../kernel/time.ts";
import { getMember } from "./members.ts";
import { regionZone } from "./region.ts";

/** The day it is in the region, for what concerns no single library. */
export async function todayInRegion(db: Db, clock: Clock): Promise<PlainDate> {
  return dateIn(await regionZone(db), clock.now());
}

/** The day it is at a library. Refuses `member-unknown` 404. */
export async function todayOfMember(db: Db, clock: Clock, memberId: number): Promise<PlainDate> {
  return dateIn((await getMember(db, memberId)).timeZone, clock.now());
}
