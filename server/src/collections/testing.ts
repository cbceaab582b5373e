import { crc32, deflateRawSync } from "node:zlib";
import sharp from "sharp";
import { type Asker, closedBecause } from "../assets/index.ts";
import { readConfig } from "../kernel/config.ts";
import { fixedClock } from "../kernel/time.ts";
import { buildWhole, type Side, type Whole } from "../testing-whole.ts";
import { importJobs } from "./imports/import-job.ts";
import { buildJobs } from "./search/index-build.ts";

/** A file of an archive made for a test; `method` 8: packed. */
export { configFrom } from "./templates.ts";

export type ZipPart = { path: string | Buffer; content: Buffer | string; method?: 0 | 8; sizeSaid?: number };

/** A zip archive (APPNOTE 6.3), small enough for tests. */
export function zipOf(parts: readonly ZipPart[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { path, content, method = 0, sizeSaid } of parts) {
    const name = Buffer.isBuffer(path) ? path : Buffer.from(path);
    const plain = Buffer.from(content);
    const body = method === 8 ? deflateRawSync(plain) : plain;
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(Buffer.isBuffer(path) ? 0 : 0x0800, 2);
    head.writeUInt16LE(method, 4);
    head.writeUInt32LE(crc32(plain), 10);
    head.writeUInt32LE(body.length, 14);
    head.writeUInt32LE(sizeSaid ?? plain.length, 18);
    head.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), head, name, body]);
    const entry = Buffer.alloc(14);
    entry.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), head, entry, name]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from("PK\x05\x06"), end]);
}

/** A scan: a sheet of its own colour. */
export async function scan(width = 90, height = 120, shade = 200): Promise<Buffer> {
  const background = { r: shade, g: shade - 10, b: shade - 30 };
  return await sharp({ create: { width, height, channels: 3, background } })
    .jpeg()
    .toBuffer();
}

type Reply = { status: number; body: Record<string, never> & { [key: string]: unknown } };

/** The whole product with what curators and readers do in it. */
export type CollectionWorld = {
  whole: Whole;
  ask(side: Side, operation: string, payload?: object): Promise<Reply>;
  upload(side: Side, slug: string, content: Buffer, fields?: Record<string, string>): Promise<Reply>;
  /** Runs an import to its end, as the background does. */
  work(runId: string): Promise<void>;
  build(collectionId: string, number: number): Promise<void>;
  page(side: Side, path: string): Promise<{ status: number; html: string }>;
  jobs: ReturnType<typeof importJobs>;
  closed: (file: Parameters<typeof closedBecause>[1], asker: Asker) => Promise<string | null>;
};

/** Builds it; `settings` as in the environment. */
export async function collectionWorld(settings: Record<string, string> = {}): Promise<CollectionWorld> {
  const whole = await buildWhole({ COMMONSHELF_BUDGET: "0", ...settings });
  const config = readConfig({ COMMONSHELF_DATA: whole.folder, COMMONSHELF_DEMO: "off" });
  const deps = { ...whole.database, clock: fixedClock("2026-11-21T04:00:00Z"), config };
  const jobs = { ...importJobs(deps), ...buildJobs(deps) };
  const send = async (method: string, url: string, rest: object): Promise<Reply> => {
    const reply = await whole.app.inject({ method: method as "GET", url, ...rest });
    const isJson = String(reply.headers["content-type"]).includes("json");
    return { status: reply.statusCode, body: isJson && reply.body !== "" ? reply.json() : {} };
  };
  return {
    whole,
    jobs,
    ask: async (side, operation, payload) => {
      const [method, path] = operation.split(" ") as [string, string];
      const headers = whole.headers[side];
      return await send(method, `/api/v1${path}`, { headers, ...(payload && { payload }) });
    },
    upload: async (side, slug, content, fields = {}) => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      form.append("file", new Blob([new Uint8Array(content)]), "box.zip");
      const request = new Request("http://x/", { method: "POST", body: form });
      const headers = { ...whole.headers[side], "content-type": request.headers.get("content-type")! };
      const payload = Buffer.from(await request.arrayBuffer());
      return await send("POST", `/api/v1/collections/${slug}/imports`, { headers, payload });
    },
    work: async (runId) => await jobs["collections-import"]!({ runId }),
    build: async (collectionId, number) => await jobs["collections-build"]!({ collectionId, number }),
    page: async (side, path) => {
      const reply = await whole.app.inject({ url: path, headers: whole.headers[side] });
      return { status: reply.statusCode, html: reply.body };
    },
    closed: async (file, asker) => (await closedBecause(deps, file, asker))?.code ?? null,
  };
}
