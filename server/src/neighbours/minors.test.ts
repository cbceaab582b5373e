import { afterAll, beforeAll, expect, test } from "vitest";
import { addReader, buildNeighbourhood, HOME, type Neighbourhood, signIn } from "../peer-loans/testing.ts";

let world: Neighbourhood;
beforeAll(async () => {
  world = await buildNeighbourhood();
  await addReader(world, "lin", { at: HOME, memberId: world.memberId });
});
afterAll(() => world.close());

test("being under age is said by oneself, in so many words, and not taken back; nobody says it without signing in", async () => {
  const headers = await signIn(world, "lin");
  const say = async (who: Record<string, string>, payload: object) => {
    const url = "/api/v1/sharing/profile/under-age";
    return (await world.app.inject({ method: "POST", url, headers: who, payload })).statusCode;
  };
  const isMinor = async (): Promise<unknown> => {
    const reply = await world.app.inject({ url: "/api/v1/sharing/profile", headers });
    return (reply.json() as { isMinor: boolean }).isMinor;
  };
  expect(await say({}, { isMinor: true })).toBe(401);
  for (const payload of [{}, { isMinor: false }]) expect(await say(headers, payload)).toBe(400);
  expect(await isMinor()).toBe(false);
  expect(await say(headers, { isMinor: true })).toBe(204);
  expect(await isMinor()).toBe(true);
});
