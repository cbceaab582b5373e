import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";
import { refuse } from "./refusals.ts";

/** Addresses that lie in somebody's own network or nowhere (IANA special-purpose registries, RFC 6890). */
const NOT_PUBLIC: readonly [string, number, "ipv4" | "ipv6"][] = [
  ["0.0.0.0", 8, "ipv4"],
  ["10.0.0.0", 8, "ipv4"],
  ["100.64.0.0", 10, "ipv4"],
  ["127.0.0.0", 8, "ipv4"],
  ["169.254.0.0", 16, "ipv4"],
  ["172.16.0.0", 12, "ipv4"],
  ["192.0.0.0", 24, "ipv4"],
  ["192.0.2.0", 24, "ipv4"],
  ["192.168.0.0", 16, "ipv4"],
  ["198.18.0.0", 15, "ipv4"],
  ["198.51.100.0", 24, "ipv4"],
  ["203.0.113.0", 24, "ipv4"],
  ["224.0.0.0", 3, "ipv4"],
];
const blocked = new BlockList();
for (const [net, prefix, family] of NOT_PUBLIC) blocked.addSubnet(net, prefix, family);
/** The only addresses of IPv6 that are given out (RFC 4291), without those that carry another address inside. */
const given = new BlockList();
given.addSubnet("2000::", 3, "ipv6");
const carrying = new BlockList();
carrying.addSubnet("2001::", 23, "ipv6");
carrying.addSubnet("2001:db8::", 32, "ipv6");
carrying.addSubnet("2002::", 16, "ipv6");

/** True for an address of the public internet. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !blocked.check(address, "ipv4");
  return family === 6 && given.check(address, "ipv6") && !carrying.check(address, "ipv6");
}

/** An address that a name stands for. */
export type Address = { address: string; family: number };

/** Which addresses a host may stand for: the public internet's; any, where the operator names it (COMMONSHELF_PRIVATE_HOSTS). */
export function addressesOf(
  environment: Readonly<Record<string, string | undefined>>,
  host: string,
): (address: string) => boolean {
  const hosts = (environment.COMMONSHELF_PRIVATE_HOSTS ?? "")
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  return hosts.includes(host) ? () => true : isPublicAddress;
}

/**
 * The address to connect to: the name is asked for once, and the connection goes to what was looked at, so that a name
 * cannot mean something else a moment later. Refuses `target-unreachable` 502 (no such name), `target-private` 403 when any
 * of its addresses is not `allowed`.
 */
export async function addressOf(
  host: string,
  allowed: (address: string) => boolean = isPublicAddress,
): Promise<Address> {
  const addresses = await lookup(host, { all: true }).catch(() => {
    throw refuse("target-unreachable", { host });
  });
  if (addresses.length === 0) throw refuse("target-unreachable", { host });
  if (!addresses.every((one) => allowed(one.address))) throw refuse("target-private", { host });
  return addresses[0]!;
}
