/** What counts as one network: an IPv4 address as it is, of IPv6 its /64, the least a subscriber gets (RFC 6177). */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
  if (!plain.includes(":")) return plain;
  const [left, right] = plain.toLowerCase().split("::");
  const groups = [left, right].map((part) => (part ?? "").split(":").filter(Boolean));
  const zeros = Array<string>(right === undefined ? 0 : 8).fill("0");
  const whole = [...groups[0]!, ...zeros.slice(groups.flat().length), ...groups[1]!].slice(0, 4);
  return `${whole.map((group) => group.replace(/^0+(?=.)/, "")).join(":")}::/64`;
}

/** The /48 in which a network of IPv6 lies, the most that a site gets: who has one may have others beside it. IPv4 as it is. */
export const siteOf = (network: string): string =>
  network.includes(":") ? `${network.split(":").slice(0, 3).join(":")}::/48` : network;
