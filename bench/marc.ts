/**
 * Speed of @commonshelf/marc on a folder of ISO 2709 files: `node bench/marc.ts FOLDER [seconds]`. Prints one JSON line
 * per figure. Files ending in `.mrc` are read as streams of 64 kB pieces, records are dropped as they come.
 */
import { readdirSync, readFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import {
  type MarcRecord,
  marcXmlFooter,
  marcXmlHeader,
  readMarc,
  readMarcBytes,
  toCompact,
  writeIso2709,
  writeMarcJson,
  writeMarcXml,
} from "../packages/marc/index.ts";

const PIECE_BYTES = 65_536;
const folder = process.argv[2];
if (folder === undefined) throw new Error("usage: node bench/marc.ts FOLDER [seconds per figure]");
const seconds = Number(process.argv[3] ?? 2);
const files = readdirSync(folder).filter((name) => name.endsWith(".mrc"));
const sources = files.map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}

async function countRead(bytes: Uint8Array): Promise<number> {
  let count = 0;
  for await (const batch of readMarc(inPieces(bytes))) for (const result of batch) if (result.ok) count++;
  return count;
}

function print(name: string, value: number, unit: string): void {
  const machine = `${cpus().length} x ${cpus()[0]?.model ?? "unknown"}`;
  process.stdout.write(
    `${JSON.stringify({ name, value: Math.round(value), unit, machine, node: process.version })}\n`,
  );
}

/** Runs `work`, which gives a count of records, for the time asked, after one round to warm up. */
async function measure(name: string, work: () => Promise<number> | number): Promise<void> {
  await work();
  let count = 0;
  const started = performance.now();
  let elapsed = 0;
  while (elapsed < seconds * 1000) {
    count += await work();
    elapsed = performance.now() - started;
  }
  print(name, (count / elapsed) * 1000, "records/s");
}

const records: MarcRecord[] = [];
for (const { name, bytes } of sources) {
  await measure(`read ISO 2709 ${name}`, () => countRead(bytes));
  for (const result of readMarcBytes(bytes))
    if (result.ok && records.length < 5000) records.push(result.record);
}
await measure("read ISO 2709, all files", async () => {
  let count = 0;
  for (const { bytes } of sources) count += await countRead(bytes);
  return count;
});
const xml = Buffer.from(marcXmlHeader + records.map(writeMarcXml).join("") + marcXmlFooter);
const json = Buffer.from(records.map((record) => JSON.stringify(writeMarcJson(record))).join("\n"));
await measure("read MARCXML", () => countRead(xml));
await measure("read MARC-in-JSON", () => countRead(json));
const writing = (write: (record: MarcRecord) => unknown) => (): number => {
  for (const record of records) write(record);
  return records.length;
};
await measure("write ISO 2709", writing(writeIso2709));
await measure("write MARCXML", writing(writeMarcXml));
await measure("to compact form", writing(toCompact));
print("memory, whole run", process.resourceUsage().maxRSS / 1024, "MB");
