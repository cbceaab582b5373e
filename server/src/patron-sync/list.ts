import type { patronLoads } from "../people/index.ts";
import type { TableLine, TableShape } from "./table.ts";
import type { ListField } from "./words.ts";

/** Columns by the names universities give them. */
export const LIST_SHAPE: TableShape<ListField> = {
  columns: {
    number: ["学号", "工号", "学工号", "读者证号", "學號", "讀者證號"],
    name: ["姓名"],
    group: ["patron_group", "读者类型", "讀者類型"],
    email: ["邮箱", "电子邮件", "電子郵件"],
    phone: ["telephone", "mobile", "电话", "手机", "電話", "手機"],
    valid_until: ["有效期", "到期日", "截止日期"],
    card: ["barcode", "卡号", "证号", "卡號", "證號"],
    balance: ["debt", "owes", "欠款", "欠费", "欠費", "欠款金额", "欠款金額"],
  },
  needed: ["number", "name"],
};

/** A line of the list as a load takes it. `group`: of lines that name none. */
export function listRow(
  row: TableLine<ListField>,
  { group, numberIsCard }: { group: string; numberIsCard: boolean },
): patronLoads.PatronRow {
  return {
    line: row.line,
    number: row.number ?? "",
    name: row.name ?? "",
    group: row.group ?? group,
    email: row.email,
    phone: row.phone,
    validUntil: row.valid_until,
    card: row.card ?? (numberIsCard ? row.number : null),
    balance: row.balance,
  };
}
