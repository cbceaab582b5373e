import { type SettingKey, type SettingValue, settingDefaults, settingKeys } from "../words.ts";

/** A setting as somebody set it: for the consortium (no member), a member, or one of its branches. */
export type StoredSetting = {
  key: SettingKey;
  memberId: number | null;
  branchId: number | null;
  value: SettingValue;
  locked: boolean;
};

/** What holds, who said so, and whether a level above has locked it. */
export type EffectiveSetting = {
  key: SettingKey;
  value: SettingValue;
  origin: "platform" | "consortium" | "member" | "branch";
  lockedBy: "consortium" | "member" | null;
};

/** What holds at a place: the highest locked word, else the nearest. Pure. */
export function effective(
  all: readonly StoredSetting[],
  key: SettingKey,
  at: { memberId: number | null; branchId: number | null },
): EffectiveSetting {
  const said = all.filter((one) => one.key === key);
  const consortium = said.find((one) => one.memberId === null);
  const member =
    at.memberId === null
      ? undefined
      : said.find((one) => one.memberId === at.memberId && one.branchId === null);
  const branch = at.branchId === null ? undefined : said.find((one) => one.branchId === at.branchId);
  const give = (
    one: StoredSetting,
    origin: EffectiveSetting["origin"],
    lockedBy: EffectiveSetting["lockedBy"] = null,
  ): EffectiveSetting => ({ key, value: one.value, origin, lockedBy });
  if (consortium?.locked && at.memberId !== null) return give(consortium, "consortium", "consortium");
  if (member?.locked && at.branchId !== null) return give(member, "member", "member");
  if (branch) return give(branch, "branch");
  if (member) return give(member, "member");
  if (consortium) return give(consortium, "consortium");
  return { key, value: settingDefaults[key], origin: "platform", lockedBy: null };
}

/** Every setting of a place. */
export function allEffective(
  all: readonly StoredSetting[],
  at: { memberId: number | null; branchId: number | null },
): EffectiveSetting[] {
  return settingKeys.map((key) => effective(all, key, at));
}
