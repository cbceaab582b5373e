import { request as requestPlain } from "node:http";
import { request as requestTls } from "node:https";
import { readMarcBytes } from "@commonshelf/marc";
import type { Address } from "./addresses.ts";
import type { OutsideAnswer } from "./ask.ts";
import { refuse } from "./refusals.ts";
import type { Question, Target } from "./schema.ts";
import { questionFields } from "./words.ts";

const TIMEOUT_MS = 15_000;
const MOST_BYTES = 8 * 2 ** 20;

/**
 * The question as CQL: every field as its index of the target. Refuses `copy-question-empty` 400, `copy-index-missing` 400
 * for a field the target cannot be asked by.
 */
export function cqlOf(question: Question, indexes: Target["indexes"]): string {
  const clauses = questionFields.flatMap((field) => {
    const term = question[field];
    if (!term) return [];
    const index = indexes[field];
    if (!index) throw refuse("copy-index-missing", { field });
    return [`${index}="${term.replace(/[\\"]/g, "\\$&")}"`];
  });
  if (clauses.length === 0) throw refuse("copy-question-empty");
  return clauses.join(" and ");
}

/** Asks an SRU server. Refuses as `cqlOf`, `target-unreachable` 502, `target-diagnostic` 502 (it says what is wrong). */
export async function askSru(
  target: Target,
  address: Address,
  question: Question,
  page: { from: number; size: number },
): Promise<OutsideAnswer> {
  const params = new URLSearchParams({
    version: target.version,
    operation: "searchRetrieve",
    query: cqlOf(question, target.indexes),
    startRecord: String(page.from),
    maximumRecords: String(page.size),
    recordSchema: target.recordSchema,
  });
  const body = await fetchBytes(target, address, `${target.path}?${params}`);
  const text = new TextDecoder().decode(body);
  const total = /<(?:[\w-]+:)?numberOfRecords>\s*(\d+)\s*</.exec(text)?.[1];
  if (total === undefined || total === "0") {
    const wrong = /<(?:[\w-]+:)?diagnostic\b[\s\S]*?<\/(?:[\w-]+:)?diagnostic>/.exec(text)?.[0];
    if (wrong) throw refuse("target-diagnostic", { detail: wordsOf(wrong) });
    if (total === undefined) throw refuse("target-diagnostic", { detail: wordsOf(text) });
    return { total: 0, results: [] };
  }
  const encoding = target.encoding === "auto" ? {} : { encoding: target.encoding };
  return { total: Number(total), results: readMarcBytes(body, encoding) };
}

/** What a diagnostic says, without its tags. */
function wordsOf(xml: string): string {
  return xml
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 300);
}

/** Reads an answer of at most 8 MB within 15 seconds; the connection goes to the address that was looked at. */
function fetchBytes(target: Target, address: Address, path: string): Promise<Uint8Array> {
  return new Promise((done, fail) => {
    const unreachable = (detail: string): void =>
      fail(refuse("target-unreachable", { host: target.host, detail: detail.slice(0, 200) }));
    const send = target.tls ? requestTls : requestPlain;
    const request = send(
      {
        host: target.host,
        port: target.port,
        path,
        headers: { accept: "application/xml, text/xml", "user-agent": "Commonshelf" },
        signal: AbortSignal.timeout(TIMEOUT_MS),
        lookup: (_host, options, callback) =>
          options.all ? callback(null, [address]) : callback(null, address.address, address.family),
      },
      (response) => {
        // A redirection would lead where nobody allowed it.
        if (response.statusCode !== 200) {
          response.resume();
          unreachable(`HTTP ${response.statusCode}`);
          return;
        }
        const chunks: Uint8Array[] = [];
        let bytes = 0;
        response.on("data", (chunk: Uint8Array) => {
          bytes += chunk.length;
          if (bytes > MOST_BYTES) request.destroy(new Error("the answer is too long"));
          else chunks.push(chunk);
        });
        response.on("end", () => done(Buffer.concat(chunks)));
        response.on("error", (error) => unreachable(error.message));
      },
    );
    request.on("error", (error) => unreachable(error.message));
    request.end();
  });
}
