import { subscribe } from "node:diagnostics_channel";
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { App } from "./kernel/http.ts";
import { PROVOKED_FOLDER } from "./testing-folders.ts";

/** Tests that send what comes to hand: what they meet today they may not meet tomorrow. */
const RANDOM = /fuzz|model\.test/;
const API = "/api/v1";
const shared = globalThis as { provoked?: Set<string> };

/** Notes, for each worker, which refusals a run provokes: of commands by whatever door, of queries by their own. */
function noteRefusals(): void {
  const seen = new Set<string>();
  shared.provoked = seen;
  const note = (name: string, code: string): void => {
    const pair = `${name} ${code}`;
    if (seen.has(pair) || RANDOM.test(expect.getState().testPath ?? "")) return;
    seen.add(pair);
    // Another run that begins meanwhile empties the folder of tests.
    mkdirSync(PROVOKED_FOLDER, { recursive: true });
    appendFileSync(join(PROVOKED_FOLDER, String(process.pid)), `${pair}\n`);
  };
  subscribe("commonshelf.refused", (message) => note(...(message as [name: string, code: string])));
  subscribe("fastify.initialization", (message) => {
    const { fastify } = message as { fastify: App };
    fastify.addHook("onSend", async (request, reply, payload) => {
      const { url } = request.routeOptions;
      if (request.method === "GET" && reply.statusCode >= 400 && url?.startsWith(API))
        note(`GET ${url.slice(API.length)}`, (JSON.parse(String(payload)) as { code: string }).code);
      return payload;
    });
  });
}

if (!shared.provoked) noteRefusals();
