import fc from "fast-check";
import { expect, test } from "vitest";
import { budgets, CostGuard } from "./budgets.ts";
import { networkOf, siteOf } from "./networks.ts";

test("a reader is never slowed: a search every second with three filters", () => {
  const guard = new CostGuard();
  for (let second = 0; second < 600; second++)
    expect(guard.charge("v reader", budgets.visitor, 4, second * 1000)).toBe(0);
});

test("whoever asks combinations without pause is slowed more and more, up to a limit, and may soon go on", () => {
  const guard = new CostGuard();
  const waits = Array.from({ length: 20 }, () => guard.charge("a robot", budgets.robot, 64, 0));
  expect(waits[0]).toBeGreaterThan(0);
  expect(waits.at(-1)).toBe(3000);
  expect(guard.charge("a robot", budgets.robot, 1, 120_000)).toBe(0);
});

test("readers behind one address with cookies of their own do not pay for a robot beside them", () => {
  const guard = new CostGuard();
  for (let i = 0; i < 1000; i++) guard.charge("a 10.0.0.1", budgets.address, 50, 0);
  expect(guard.charge("v one", budgets.visitor, 5, 0)).toBe(0);
});

test("waiting times are never negative nor above three seconds, whatever is charged", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(200), fc.nat(5000)), { maxLength: 60 }), (charges) => {
      const guard = new CostGuard();
      let now = 0;
      for (const [amount, pause] of charges) {
        now += pause;
        const wait = guard.charge("x", budgets.address, amount, now);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(3000);
      }
    }),
  );
});

test("a program is refused until it can pay, and not charged for being refused", () => {
  const guard = new CostGuard();
  expect(guard.take("a x", budgets.robot, 40, 0)).toBe(0);
  for (let i = 0; i < 5; i++) expect(guard.take("a x", budgets.robot, 10, 0)).toBe(10_000);
  expect(guard.take("a x", budgets.robot, 10, 10_000)).toBe(0);
});

test("what costs more than a whole budget is still served, by itself", () => {
  const guard = new CostGuard();
  expect(guard.take("a x", budgets.robot, 4000, 0)).toBe(0);
  expect(guard.take("a x", budgets.robot, 4000, 0)).toBe(40_000);
});

test.each([
  ["10.0.0.7", "10.0.0.7"],
  ["::ffff:10.0.0.7", "10.0.0.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:db8:1:2::9", "2001:db8:1:2::/64"],
  ["2001:0DB8:0001:2::9", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
])("the network of %s is %s", (ip, network) => {
  expect(networkOf(ip)).toBe(network);
  expect(siteOf(network)).toBe(network.replace(/^(\w+:\w+:\w+):\w+::\/64$/, "$1::/48"));
});
