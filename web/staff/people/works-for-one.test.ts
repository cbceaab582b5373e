import { expect, test } from "vitest";
import { worksForOne } from "./works-for-one.ts";

type Given = Parameters<typeof worksForOne>[0];
const at = (...members: (string | null)[]): Given["roles"] =>
  members.map((member) => ({ role: "cataloguer", member }) as Given["roles"][number]);

test("a cataloguer of one library works for it without a branch; an office or two libraries are none", () => {
  expect(worksForOne({ branch: null, roles: at("YUNZE", "YUNZE") })).toBe(true);
  expect(worksForOne({ branch: null, roles: at("YUNZE", "LANHE") })).toBe(false);
  expect(worksForOne({ branch: null, roles: at(null) })).toBe(false);
  expect(worksForOne({ branch: {} as Given["branch"], roles: at(null) })).toBe(true);
});
