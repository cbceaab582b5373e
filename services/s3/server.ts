import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { classPathOf, freePort, startProgram } from "../java.ts";

const BUCKET = "region";
const [KEY, SECRET] = ["trial-key", "trial-secret"];

/** A server that speaks S3 over a folder of this machine, with one empty bucket. */
export type S3Server = {
  /** The settings of a region that keeps its files there. */
  settings: Record<string, string>;
  stop(): Promise<void>;
};

/** Starts S3Proxy on loopback; `port` 0 takes a free one. */
export async function startS3(port = 0): Promise<S3Server> {
  const classPath = await classPathOf(join(import.meta.dirname, "pom.xml"));
  const folder = await mkdtemp(join(tmpdir(), "s3-"));
  await mkdir(join(folder, "buckets", BUCKET), { recursive: true });
  const endpoint = `http://127.0.0.1:${port === 0 ? await freePort() : port}`;
  const properties = {
    "s3proxy.endpoint": endpoint,
    "s3proxy.authorization": "aws-v2-or-v4",
    "s3proxy.identity": KEY,
    "s3proxy.credential": SECRET,
    "jclouds.provider": "filesystem-nio2",
    "jclouds.identity": "local",
    "jclouds.credential": "local",
    "jclouds.filesystem.basedir": join(folder, "buckets"),
  };
  const lines = Object.entries(properties).map(([name, value]) => `${name}=${value}`);
  await writeFile(join(folder, "s3.properties"), lines.join("\n"));
  await writeFile(join(folder, "logback.xml"), '<configuration><root level="WARN"/></configuration>');
  const words = ["-Xmx128m", `-Dlogback.configurationFile=${join(folder, "logback.xml")}`, "-cp", classPath];
  const isReady = async (signal: AbortSignal): Promise<boolean> =>
    (await fetch(endpoint, { signal })).status < 500;
  const server = await startProgram(
    "java",
    [...words, "org.gaul.s3proxy.Main", "--properties", join(folder, "s3.properties")],
    { cwd: folder },
    isReady,
  );
  return {
    settings: { S3_BUCKET: BUCKET, S3_ENDPOINT: endpoint, S3_ACCESS_KEY: KEY, S3_SECRET_KEY: SECRET },
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
