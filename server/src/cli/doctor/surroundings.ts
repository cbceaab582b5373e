import { createTransport } from "nodemailer";
import type { Config } from "../../kernel/config.ts";
import { systemClock } from "../../kernel/time.ts";
import type { RegionDatabase } from "../serving/region-database.ts";
import type { Finding } from "./finding.ts";

/** Due dates and codes are off by as much as the clocks are. */
const CLOCKS_APART_S = 5;
const FULL = 0.9;
const MAIL_MS = 5000;

/** What the server needs around it: connections, clocks, a mail server, an address. */
export async function lookAround(config: Config, database: RegionDatabase): Promise<Finding[]> {
  const asked = systemClock.now().getTime();
  const { rows } = await database.pool.query<{ now: Date; used: number; most: number }>(
    `select clock_timestamp() as now, (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as used,
       current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as most`,
  );
  const { now, used, most } = rows[0]!;
  const middle = (asked + systemClock.now().getTime()) / 2;
  const apart = Math.round(Math.abs(now.getTime() - middle) / 1000);
  return [
    {
      check: "connections",
      ok: used < most * FULL,
      detail: `${used} of ${most} in use`,
      advice:
        "Raise max_connections of PostgreSQL (a server takes up to 24), or put a pooler that keeps sessions before it",
    },
    {
      check: "clock",
      ok: apart <= CLOCKS_APART_S,
      detail: `${apart} s from the database's`,
      advice: "Set both machines by the same time server",
    },
    ...(await lookAtMail(config)),
    ...lookAtAddress(config),
  ];
}

/** Whether the mail server takes mail; its own finding when none is set. */
export async function lookAtMail({ smtp }: Config): Promise<Finding[]> {
  if (!smtp) return [{ check: "mail", ok: true, detail: "no mail server is set: notices stay in the inbox" }];
  const { host } = new URL(smtp.url);
  const transport = createTransport({ url: smtp.url, connectionTimeout: MAIL_MS, greetingTimeout: MAIL_MS });
  const advice = "Look at SMTP_URL: name, port, user, password; notices wait and are sent later";
  try {
    await transport.verify();
    return [{ check: "mail", ok: true, detail: `${host} takes mail` }];
  } catch (error) {
    return [{ check: "mail", ok: false, detail: `${host}: ${(error as Error).message}`, advice }];
  } finally {
    transport.close();
  }
}

/** Whether readers reach the site under an address that is kept secret on the way. */
export function lookAtAddress({ publicUrl, smtp }: Config): Finding[] {
  if (publicUrl === undefined)
    return [
      {
        check: "address",
        ok: smtp === undefined,
        detail: "PUBLIC_URL is not set",
        advice: "Set PUBLIC_URL: links in mail need the address under which readers reach the site",
      },
    ];
  const { protocol, hostname } = new URL(publicUrl);
  const isHere = hostname === "localhost" || hostname.startsWith("127.");
  return [
    {
      check: "address",
      ok: protocol === "https:" || isHere,
      detail: publicUrl,
      advice:
        "Put a proxy with https before the server and say so in PUBLIC_URL: passwords travel in the open",
    },
  ];
}
