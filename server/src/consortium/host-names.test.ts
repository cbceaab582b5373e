import { request as ask } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig } from "../kernel/config.ts";
import { type App, originOf } from "../kernel/http.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { systemClock } from "../kernel/time.ts";
import { nameOwnHosts } from "./host-names.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let app: App;
let port: number;
const config = readConfig({});
beforeAll(async () => {
  database = await createTestDatabase();
  app = await createApp({ ...database, clock: systemClock, config }, false);
  nameOwnHosts(app);
  app.givenHosts!.push((host) => host === "lib.jinhe.example");
  app.get("/origin", { schema: { hide: true } }, async (request) => ({
    origin: originOf(request, config),
    named: originOf(request, { publicUrl: "https://shelf.example" }),
    host: request.host,
  }));
  await app.listen({ port: 0, host: "127.0.0.1" });
  ({ port } = app.server.address() as AddressInfo);
});
afterAll(async () => {
  await app.close();
  await database.close();
});

/** Asks over a connection of its own, under any host name. */
function asked(headers: Record<string, string>): Promise<{ origin: string; named: string; host: string }> {
  return new Promise((done, fail) => {
    const sent = ask({ host: "127.0.0.1", port, path: "/origin", headers, agent: false }, (reply) => {
      let text = "";
      reply.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      reply.on("end", () => done(JSON.parse(text)));
    });
    sent.on("error", fail);
    sent.end();
  });
}

test.each([
  ["localhost:8080", "http://localhost:8080"],
  ["127.0.0.1:9000", "http://127.0.0.1:9000"],
  ["lib.jinhe.example", "http://lib.jinhe.example"],
  ["LIB.JINHE.EXAMPLE:8080", "http://LIB.JINHE.EXAMPLE:8080"],
])("an answer names the host asked for when it is this machine or was given: %s", async (host, origin) => {
  expect((await asked({ host })).origin).toBe(origin);
});

test.each([
  "evil.example",
  "lib.jinhe.example.evil",
  "xlocalhost",
  "localhost.evil",
  "127.0.0.1.evil",
  "10.9.8.7",
  "[fe80::1]",
])("any other host is not named: %s", async (host) => {
  expect((await asked({ host })).origin).toBe(`http://127.0.0.1:${port}`);
});

test("with an address of its own a region names nothing else, whatever a proxy hands through", async () => {
  const told = { "x-forwarded-host": "elsewhere.example, x", "x-forwarded-proto": "https" };
  expect(await asked({ host: "library.example:8080", ...told })).toEqual({
    origin: `https://127.0.0.1:${port}`,
    named: "https://shelf.example",
    host: "library.example:8080",
  });
});
