import createClient from "openapi-fetch";
import type { paths } from "./api.gen.ts";

/** What the journey saw, for the test to look at. */
export type Seen = {
  title: string;
  holdId: string;
  again: string;
  refused: string | undefined;
  stillLive: boolean;
};

/**
 * A reader's hold through a client made from the API's description alone: found, asked for with a key, sent again, refused
 * for another key, listed and taken back. Whatever the description does not say does not compile.
 */
export async function holdByClient(
  baseUrl: string,
  reader: { login: string; password: string },
  key: string,
): Promise<Seen> {
  const api = createClient<paths>({ baseUrl });
  const session = await api.POST("/api/v1/session", { body: { ...reader, bearer: true } });
  const token = session.data?.token;
  if (!token) throw new Error(`No token: ${session.response.status}`);
  api.use({ onRequest: ({ request }) => request.headers.set("authorization", `Bearer ${token}`) });
  const found = await api.GET("/api/v1/search", {
    params: { query: { q: "中国", size: 40 } },
  });
  const branches = await api.GET("/api/v1/members/{code}/branches", { params: { path: { code: "YUNZE" } } });
  const pickupBranchId = branches.data!.items.find((branch) => branch.isPickup)!.id;
  const refusals: string[] = [];
  for (const { id: instanceId, title } of found.data!.items) {
    const order = (value: string) =>
      api.POST("/api/v1/holds", {
        body: { instanceId, pickupBranchId },
        params: { header: { "idempotency-key": value } },
      });
    const first = await order(key);
    if (!first.data) {
      refusals.push(first.error.code);
      continue;
    }
    const again = await order(key);
    const other = await order(`${key}-other`);
    const own = await api.GET("/api/v1/holds");
    const { id } = first.data;
    await api.DELETE("/api/v1/holds/{id}", { params: { path: { id } } });
    return {
      title,
      holdId: id,
      again: again.data!.id,
      refused: other.error?.code,
      stillLive: own.data!.items.some((hold) => hold.id === id),
    };
  }
  throw new Error(`No title could be asked for: ${refusals.join(", ")}`);
}
