import { demoMembers } from "./region.ts";

/** One password for all demo accounts: the region is fictional and says so. */
const demoPassword = "gongjia-2026";

/** An account to try the region with. Staff also have cards, since they read too. */
export type DemoAccount = {
  login: string;
  password: string;
  role: "reader" | "circulation" | "cataloguer" | "member-admin" | "consortium-admin";
  memberCode: string;
  name: string;
  card: string;
};

const account = (
  login: string,
  role: DemoAccount["role"],
  memberCode: string,
  name: string,
  card: string,
): DemoAccount => ({
  login,
  password: demoPassword,
  role,
  memberCode,
  name,
  card,
});

/** Readers of four libraries, a desk at every member, and the people behind. */
export const demoAccounts: DemoAccount[] = [
  account("reader", "reader", "YUNZE", "林知微", "YZ20260001"),
  account("reader2", "reader", "LANHE", "周望舒", "LH20260001"),
  account("reader3", "reader", "WANGYU", "何見山", "WY20260001"),
  account("reader4", "reader", "QINGTAN", "Ada Example", "QT20260001"),
  ...demoMembers.map((m) =>
    account(`desk-${m.code.toLowerCase()}`, "circulation", m.code, `${m.code} 流通台`, `${m.code}-DESK`),
  ),
  account("cataloguer", "cataloguer", "YUNZE", "编目员", "YUNZE-CAT"),
  account("admin", "member-admin", "YUNZE", "馆务管理员", "YUNZE-ADM"),
  account("consortium", "consortium-admin", "YUNZE", "联盟办公室", "YUNZE-CON"),
];

const SURNAMES = [..."赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"];
const GIVEN = ["一诺", "子墨", "清和", "思远", "若水", "晓棠", "景行", "书瑶", "云帆", "采薇"];

/** Readers without accounts, with cards for the desks: plainly invented. */
export const demoReaders: { name: string; memberCode: string; number: string }[] = Array.from(
  { length: 48 },
  (_, i) => {
    const member = demoMembers[i % demoMembers.length]!;
    return {
      name: SURNAMES[(i * 7) % SURNAMES.length]! + GIVEN[(i * 3) % GIVEN.length]!,
      memberCode: member.code,
      number: `${member.code.slice(0, 2)}2026${String(100 + i)}`,
    };
  },
);
