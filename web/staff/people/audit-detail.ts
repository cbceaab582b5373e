type Words = {
  t(key: string): string;
  hasText(key: string): boolean;
  date(instant: string): string;
  branchName(id: number): string;
};

const ID = /^[0-9a-f-]{36}$/;
const INSTANT = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?Z)?$/;

/** What an entry tells besides, in words: names of fields and of what stands in them; ids say nothing and are left out. */
export function detailInWords(detail: Readonly<Record<string, unknown>>, words: Words): string {
  const { t, hasText } = words;
  const value = (name: string, given: unknown): string => {
    if (name.endsWith("BranchId") || name === "branchId") return words.branchName(Number(given));
    const text = String(given);
    if (INSTANT.test(text)) return words.date(text);
    const key = [`audit.value.${text}`, `transport.${name}.${text}`].find(hasText);
    return key === undefined ? text : t(key);
  };
  return Object.entries(detail)
    .flatMap(([name, given]) => {
      const values = [given]
        .flat()
        .filter((one) => one !== null && one !== "" && typeof one !== "object" && !ID.test(String(one)));
      if (values.length === 0) return [];
      const key = `audit.detail.${name}`;
      return [`${hasText(key) ? t(key) : name}: ${values.map((one) => value(name, one)).join(", ")}`];
    })
    .join(" · ");
}
