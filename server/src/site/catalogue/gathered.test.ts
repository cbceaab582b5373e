import { describe, expect, it } from "vitest";
import { gathered } from "./gathered.ts";

/** A lookup whose statements end when the test says so. */
function slowLookup(): {
  asked: number[][];
  end: (error?: Error) => Promise<void>;
  lookUp: (keys: readonly number[]) => Promise<Map<number, string>>;
} {
  const asked: number[][] = [];
  const ends: ((error?: Error) => void)[] = [];
  return {
    asked,
    end: async (error) => {
      ends.shift()!(error);
      await new Promise((done) => setImmediate(done));
    },
    lookUp: (keys) =>
      new Promise((done, fail) => {
        asked.push([...keys]);
        ends.push((error) => (error ? fail(error) : done(new Map(keys.map((key) => [key, `v${key}`])))));
      }),
  };
}

describe("gathered lookups", () => {
  it("answer one reader at once, and everybody who comes meanwhile together", async () => {
    const slow = slowLookup();
    const ask = gathered(slow.lookUp);
    const first = ask([1, 2]);
    await new Promise((done) => setImmediate(done));
    const second = ask([9]);
    await new Promise((done) => setImmediate(done));
    const others = [ask([2, 3]), ask([3, 4])];
    expect(slow.asked).toEqual([[1, 2], [9]]);
    await slow.end();
    expect(slow.asked).toEqual([[1, 2], [9], [2, 3, 4]]);
    await slow.end();
    await slow.end();
    expect(await second).toEqual(new Map([[9, "v9"]]));
    expect(await first).toEqual(
      new Map([
        [1, "v1"],
        [2, "v2"],
      ]),
    );
    expect(await others[0]).toEqual(
      new Map([
        [2, "v2"],
        [3, "v3"],
      ]),
    );
    expect(await others[1]).toEqual(
      new Map([
        [3, "v3"],
        [4, "v4"],
      ]),
    );
  });

  it("ask nothing for no keys, and leave out what has nothing behind it", async () => {
    let statements = 0;
    const ask = gathered<number, string>(async () => {
      statements++;
      return new Map([[1, "one"]]);
    });
    expect(await ask([])).toEqual(new Map());
    expect(statements).toBe(0);
    expect(await ask([1, 2])).toEqual(new Map([[1, "one"]]));
  });

  it("tell all who waited of a failure, and go on with the next", async () => {
    const slow = slowLookup();
    const ask = gathered(slow.lookUp);
    const first = ask([1]);
    await new Promise((done) => setImmediate(done));
    const second = ask([2]);
    await new Promise((done) => setImmediate(done));
    const refused = expect(first).rejects.toThrow("gone");
    await slow.end(new Error("gone"));
    await refused;
    await slow.end();
    expect(await second).toEqual(new Map([[2, "v2"]]));
  });

  it("never take a key into a statement that runs already", async () => {
    const slow = slowLookup();
    const ask = gathered(slow.lookUp);
    const early = ask([1]);
    await new Promise((done) => setImmediate(done));
    const late = ask([1]);
    await new Promise((done) => setImmediate(done));
    expect(slow.asked).toEqual([[1], [1]]);
    await slow.end();
    await slow.end();
    expect(await early).toEqual(await late);
  });
});
