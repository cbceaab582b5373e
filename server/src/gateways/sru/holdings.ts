import type { DataField } from "@commonshelf/marc";
import { type HoldingGroup, holdingsOfInstances } from "../../circulation/index.ts";
import { listBranches, listMembers } from "../../consortium/index.ts";
import type { Db } from "../../kernel/database.ts";
import { element } from "../xml.ts";

/** Where copies stand, in words: codes of member and branch beside their names. */
export type NamedGroup = HoldingGroup & { member: string; branch: string };

/** What all members hold of these instances, one query for all of them. */
export async function namedHoldings(db: Db, ids: readonly number[]): Promise<Map<number, NamedGroup[]>> {
  const [groups, members, branches] = await Promise.all([
    holdingsOfInstances(db, ids),
    listMembers(db),
    listBranches(db),
  ]);
  const codes = new Map(members.map((member) => [member.id, member.code]));
  const branchCodes = new Map(branches.map((branch) => [branch.id, branch.code]));
  return new Map(
    [...groups].map(([id, list]) => [
      id,
      list.map((group) => ({
        ...group,
        member: codes.get(group.memberId) ?? String(group.memberId),
        branch: branchCodes.get(group.branchId) ?? String(group.branchId),
      })),
    ]),
  );
}

/** Copies as 852 of MARC 21: $a member, $b branch, $c location, $h call number, $3 part, $p barcode, $z status. */
export function holdingFields(groups: readonly NamedGroup[]): DataField[] {
  return groups.flatMap((group) =>
    group.items.map((item): DataField => {
      const subfields: [string, string][] = [
        ["3", item.part],
        ["a", group.member],
        ["b", group.branch],
        ["c", group.location],
        ["h", group.callNumber],
        ["p", item.barcode ?? ""],
        ["z", item.status],
      ];
      return { tag: "852", ind1: "8", ind2: " ", subfields: subfields.filter(([, value]) => value !== "") };
    }),
  );
}

/** Holdings of all members in the schema of ISO 20775: one holding per member, branch and call number. */
export function holdingsXml(groups: readonly NamedGroup[]): string {
  const holdings = groups.map((group) => {
    const available = group.items.filter((item) => item.status === "available").length;
    const copies = group.items
      .map(
        (item) =>
          `<copyInformation>${item.barcode ? `<pieceIdentifier>${element("value", item.barcode)}</pieceIdentifier>` : ""}` +
          `${element("enumerationAndChronology", item.part)}<availabilityInformation><status>` +
          `<availabilityStatus>${item.status === "available" ? 1 : 2}</availabilityStatus></status></availabilityInformation>` +
          `${element("note", item.status)}</copyInformation>`,
      )
      .join("");
    return (
      `<holding><institutionIdentifier>${element("value", group.member)}</institutionIdentifier>` +
      `${element("physicalLocation", group.branch)}<holdingSimple><copiesSummary>${element("copiesCount", group.items.length)}` +
      `<status><availableCount>${available}</availableCount></status></copiesSummary>` +
      `${element("sublocation", group.location)}${element("shelfLocator", group.callNumber)}${copies}</holdingSimple></holding>`
    );
  });
  return `<holdings xmlns="info:ofi/fmt:xml:xsd:iso20775">${holdings.join("")}</holdings>`;
}
