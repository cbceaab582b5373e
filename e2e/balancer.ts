import { randomInt } from "node:crypto";
import { Agent, request as ask, createServer } from "node:http";

/** Sends every request to one of several servers at random; one that cannot be reached is left out for that request. */
export async function startBalancer(
  addresses: () => readonly string[],
): Promise<{ address: string; stop(): Promise<void> }> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => {
    const places = [...addresses()];
    const tryNext = (): void => {
      const [place] = places.splice(randomInt(places.length), 1);
      const { hostname, port } = new URL(place!);
      const { method, url, headers } = incoming;
      const passed = ask({ agent, hostname, port, method, path: url, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode!, answer.rawHeaders);
        answer.pipe(outgoing);
      });
      passed.once("error", (error: NodeJS.ErrnoException) => {
        // Nothing has been read of a request that nobody took.
        if (error.code === "ECONNREFUSED" && places.length > 0) return tryNext();
        outgoing.destroy();
      });
      outgoing.once("close", () => passed.destroy());
      incoming.pipe(passed);
    };
    tryNext();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  return {
    address: `http://localhost:${port}`,
    stop: async () => {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
