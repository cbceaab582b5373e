import { request as requestPlain } from "node:http";
import { request as requestTls } from "node:https";
import { type Address, addressesOf, addressOf } from "../copying/index.ts";
import { Problem } from "../kernel/problem.ts";
import { refuse } from "./refusals.ts";

/** How a server is reached: which addresses may be connected to, and how long is waited. */
export type Reach = {
  allowed: (address: string) => boolean;
  timeoutMs?: number;
  mostBytes?: number;
  /** What is wanted; XML when nothing is said. */
  accept?: string;
};

/** Which addresses of its host may be asked. */
export function reachOf(environment: Readonly<Record<string, string | undefined>>, url: URL): Reach {
  return { allowed: addressesOf(environment, url.hostname) };
}

const TIMEOUT_MS = 120_000;
const MOST_BYTES = 64 * 2 ** 20;
/** A server may ask to be left alone for a while (OAI-PMH 3.1.2.2): so often, and so long, in seconds. */
const MOST_PATIENCE = 5;
const LONGEST_PATIENCE = 300;

/** An address to harvest from: http or https, no name and password in it. Refuses `source-address-wrong` 400. */
export function readAddress(text: string): URL {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== "" || url.hash !== "" || url.search !== "")
    throw refuse("source-address-wrong");
  return url;
}

/**
 * Asks a server by OAI-PMH. No redirection is followed; a name that stands for an address inside somebody's network is not
 * connected to. Refuses `harvest-unreachable` 502.
 */
export async function fetchPage(base: URL, params: URLSearchParams, reach: Reach): Promise<string> {
  const host = base.hostname.replace(/^\[|\]$/g, "");
  const address = await addressOf(host, reach.allowed).catch((error: unknown) => {
    throw refuse("harvest-unreachable", {
      host,
      detail: error instanceof Problem ? error.code : String(error),
    });
  });
  for (let turn = 1; ; turn++) {
    const answer = await once(base, pathOf(base, params), address, reach);
    if (typeof answer === "string") return answer;
    if (turn === MOST_PATIENCE || answer.waitSeconds > LONGEST_PATIENCE)
      throw refuse("harvest-unreachable", { host, detail: "HTTP 503" });
    await new Promise((done) => setTimeout(done, answer.waitSeconds * 1000));
  }
}

const pathOf = ({ pathname }: URL, params: URLSearchParams): string =>
  params.size > 0 ? `${pathname}?${params}` : pathname;

function once(
  base: URL,
  path: string,
  address: Address,
  reach: Reach,
): Promise<string | { waitSeconds: number }> {
  return new Promise((done, fail) => {
    const unreachable = (detail: string): void =>
      fail(refuse("harvest-unreachable", { host: base.hostname, detail: detail.slice(0, 200) }));
    const request = (base.protocol === "https:" ? requestTls : requestPlain)(
      {
        host: base.hostname.replace(/^\[|\]$/g, ""),
        port: base.port || undefined,
        path,
        headers: { accept: reach.accept ?? "text/xml, application/xml", "user-agent": "Commonshelf" },
        signal: AbortSignal.timeout(reach.timeoutMs ?? TIMEOUT_MS),
        lookup: (_host, options, callback) =>
          options.all ? callback(null, [address]) : callback(null, address.address, address.family),
      },
      (response) => {
        if (response.statusCode === 503 && response.headers["retry-after"] !== undefined) {
          response.resume();
          const seconds = Number(response.headers["retry-after"]);
          done({ waitSeconds: Number.isFinite(seconds) && seconds >= 0 ? seconds : LONGEST_PATIENCE });
          return;
        }
        if (response.statusCode !== 200) {
          response.resume();
          unreachable(`HTTP ${response.statusCode}`);
          return;
        }
        const chunks: Uint8Array[] = [];
        let bytes = 0;
        response.on("data", (chunk: Uint8Array) => {
          bytes += chunk.length;
          if (bytes > (reach.mostBytes ?? MOST_BYTES)) request.destroy(new Error("the answer is too long"));
          else chunks.push(chunk);
        });
        response.on("end", () => done(Buffer.concat(chunks).toString("utf8")));
        response.on("error", (error) => unreachable(error.message));
      },
    );
    request.on("error", (error) => unreachable(error.message));
    request.end();
  });
}
