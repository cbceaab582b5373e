import { availableParallelism, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { type ClusterConfig, isUrl, readCluster } from "./settings/cluster.ts";
import { type ObservingConfig, readObserving } from "./settings/observing.ts";

/** Everything the process reads from its environment, read once at start. */
export type Config = ClusterConfig &
  ObservingConfig & {
    /** TCP port of the web server, 0 for a free one, and the address to listen on. */
    port: number;
    host: string;
    /** Absolute path of the data folder: database cluster, index snapshots, uploads. */
    dataFolder: string;
    /** Pictures of covers, named by ISBN (`9787020002207.jpg`); a file of map tiles (PMTiles) below all maps. */
    coversFolder: string;
    mapFile: string | undefined;
    /** An external PostgreSQL (>= 15) instead of the embedded one. */
    databaseUrl: string | undefined;
    /** `on`: load the fictional demo region into an empty database. */
    demo: boolean;
    /** Address under which readers reach the site, without a trailing slash. */
    publicUrl: string | undefined;
    /** Addresses or networks of reverse proxies whose X-Forwarded-For is believed. */
    trustProxy: string[];
    /** Mail server and sender; absent: notices stay in the inbox. */
    smtp: { url: string; from: string } | undefined;
    /** Who sends codes to readers without a library: the mail server, a local file, or nobody. */
    codes: "mail" | "local" | "off";
    /** Who holds deposits for loans between readers: a local fake to try it out, or nobody. */
    deposits: "local" | "off";
    /** Seconds a body may take to arrive; files have limits of their own. */
    bodySeconds: number;
    /** Bytes of the largest file of an import, and of files of one member that may wait for theirs. */
    uploadBytes: number;
    uploadQuotaBytes: number;
    /** Uploads are refused when the data folder's file system would have less free than this; 0: never. */
    freeBytes: number;
    /** Times the usual budget that each client has; 0: none is ever slowed. */
    budget: number;
    /** The environment as it was given, for processes of our own. */
    environment: Record<string, string | undefined>;
    /** Password for `commonshelf user`, so that it stands in no command line. */
    password: string | undefined;
    cores: number;
    memoryBytes: number;
  };

/** Settings that are missing or wrong, all of them at once, so that one restart is enough to mend them. */
export class ConfigError extends Error {
  readonly problems: string[];
  constructor(problems: string[]) {
    super(`Settings:\n${problems.map((p) => `  - ${p}`).join("\n")}`);
    this.name = "ConfigError";
    this.problems = problems;
  }
}

const MEGABYTE = 2 ** 20;
const CODES = ["mail", "local", "off"];

/**
 * Reads the settings. The only place that looks at the environment.
 * Refuses with `ConfigError`, which names every wrong setting together.
 */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const problems: string[] = [];
  const text = (name: string): string | undefined => env[name]?.trim() || undefined;

  const dataFolder = resolve(text("COMMONSHELF_DATA") ?? "./var");
  const port = text("PORT") ?? "8080";
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535)
    problems.push(`PORT must be a number from 0 to 65535, not "${port}"`);

  const demo = text("COMMONSHELF_DEMO") ?? "on";
  if (demo !== "on" && demo !== "off") problems.push(`COMMONSHELF_DEMO must be "on" or "off", not "${demo}"`);

  const databaseUrl = text("DATABASE_URL");
  if (databaseUrl && !isUrl(databaseUrl, ["postgres:", "postgresql:"]))
    problems.push("DATABASE_URL must look like postgres://user:password@host:5432/name");

  const publicUrl = text("PUBLIC_URL")?.replace(/\/+$/, "");
  if (publicUrl && !isUrl(publicUrl, ["http:", "https:"]))
    problems.push(`PUBLIC_URL must be an http or https address, not "${publicUrl}"`);

  const mail = readMail(text, demo === "on", problems);
  const deposits = text("COMMONSHELF_DEPOSITS") ?? "off";
  if (deposits !== "local" && deposits !== "off")
    problems.push(`COMMONSHELF_DEPOSITS must be "local" or "off", not "${deposits}"`);

  const amount = (name: string, usual: number): number => {
    const value = text(name);
    if (value === undefined) return usual;
    if (!/^\d+(\.\d+)?$/.test(value)) problems.push(`${name} must be a number from 0, not "${value}"`);
    return Number(value);
  };
  const limits = {
    bodySeconds: amount("COMMONSHELF_BODY_SECONDS", 30),
    uploadBytes: amount("COMMONSHELF_UPLOAD_MB", 4096) * MEGABYTE,
    uploadQuotaBytes: amount("COMMONSHELF_UPLOAD_QUOTA_MB", 16_384) * MEGABYTE,
    freeBytes: amount("COMMONSHELF_FREE_MB", 1024) * MEGABYTE,
    budget: amount("COMMONSHELF_BUDGET", 1),
    ...readCluster(text, problems),
    ...readObserving(text, amount, problems),
  };

  if (problems.length > 0) throw new ConfigError(problems);
  return {
    port: Number(port),
    host: text("HOST") ?? "0.0.0.0",
    dataFolder,
    coversFolder: resolve(text("COMMONSHELF_COVERS") ?? join(dataFolder, "covers")),
    mapFile: text("COMMONSHELF_MAP"),
    databaseUrl,
    demo: demo === "on",
    publicUrl,
    trustProxy: (text("TRUST_PROXY") ?? "127.0.0.1,::1").split(",").map((part) => part.trim()),
    ...mail,
    deposits: deposits as Config["deposits"],
    ...limits,
    environment: env,
    password: text("COMMONSHELF_PASSWORD"),
    cores: availableParallelism(),
    memoryBytes: totalmem(),
  };
}

/** Mail, and how codes reach who has no library. */
function readMail(
  text: (name: string) => string | undefined,
  isDemo: boolean,
  problems: string[],
): Pick<Config, "smtp" | "codes"> {
  const [smtpUrl, smtpFrom] = [text("SMTP_URL"), text("SMTP_FROM")];
  if (smtpUrl && !isUrl(smtpUrl, ["smtp:", "smtps:"]))
    problems.push("SMTP_URL must look like smtp://user:password@host:587 or smtps://…");
  if (smtpUrl && !smtpFrom)
    problems.push("SMTP_FROM (the sender's address) is needed together with SMTP_URL");
  if (smtpFrom && !smtpUrl) problems.push("SMTP_URL is needed together with SMTP_FROM");

  const codes = text("COMMONSHELF_CODES") ?? (smtpUrl ? "mail" : isDemo ? "local" : "off");
  if (!CODES.includes(codes))
    problems.push(`COMMONSHELF_CODES must be "mail", "local" or "off", not "${codes}"`);
  if (codes === "mail" && !smtpUrl) problems.push('COMMONSHELF_CODES "mail" needs SMTP_URL');
  return {
    smtp: smtpUrl && smtpFrom ? { url: smtpUrl, from: smtpFrom } : undefined,
    codes: codes as Config["codes"],
  };
}

/**
 * Libraries that look at NODE_ENV when they are loaded take their production build unless told otherwise: React's other
 * one renders several times slower. To be called before they are imported.
 */
export function preferProduction(env: Record<string, string | undefined> = process.env): void {
  env.NODE_ENV ??= "production";
}
