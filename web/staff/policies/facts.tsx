import { branchInFull, useBranches } from "../branches.ts";
import { pick } from "../text.ts";
import { useKindName } from "./kinds.tsx";
import { factsInWords, type Named, type RuleFact } from "./values.ts";

/** What is meant by a rule's fact, by the names that libraries, branches, patron groups and item classes have. */
function useFactName(): (fact: RuleFact, code: string) => string {
  const group = useKindName("patron-group");
  const itemClass = useKindName("item-class");
  const { branches } = useBranches();
  return (fact, code) => {
    if (fact === "patronGroup") return group(code);
    if (fact === "itemClass") return itemClass(code);
    if (fact !== "home" && fact !== "pickup") return code;
    const [member, branch] = code.split("/");
    const at = branches.find((one) => one.member.code === member && (!branch || one.code === branch));
    if (!at) return code;
    return branch ? branchInFull(at) : pick(at.member.name);
  };
}

/** Everything a rule names, by its names, as one line. */
export function Facts({ of }: { of: Named }): string {
  return factsInWords(of, useFactName());
}
