import type { TableLine, TableShape } from "../patron-sync/index.ts";
import type { HoldRow, LoanRow } from "./rows.ts";

const READER = [
  "cardnumber",
  "patron",
  "borrower",
  "z36-id",
  "z37-id",
  "z31-id",
  "z303-rec-key",
  "bor-id",
  "number",
  "card",
  "证件号",
  "读者证件号",
  "借书证号",
  "读者号",
  "读者证号",
  "读者条码",
  "读者条码号",
  "学号",
  "學號",
  "學工號",
  "學工号",
  "学工号",
  "讀者證號",
];
const ITEM = [
  "barcode",
  "itembarcode",
  "z30-barcode",
  "item-barcode",
  "条码号",
  "條碼號",
  "图书条码",
  "馆藏条码",
  "财产号",
  "登录号",
];

type LoanField = "reader" | "item" | "due" | "lent" | "renewals";
/** Columns of a list of loans under the names Koha, Aleph and 汇文 (Huiwen) export them. */
export const loanShape: TableShape<LoanField> = {
  columns: {
    reader: READER,
    item: ITEM,
    due: ["date_due", "due_date", "z36-due-date", "应还日期", "应还时间", "到期日期", "應還日期"],
    lent: [
      "issuedate",
      "loan_date",
      "z36-loan-date",
      "借出日期",
      "借阅日期",
      "借书日期",
      "借出日",
      "借閱日期",
    ],
    renewals: ["renewals_count", "renewcount", "z36-no-renewal", "续借次数", "續借次數"],
  },
  needed: ["reader", "item", "due"],
};

/** A line of a list of loans as it is taken over. */
export function loanRow({ line, reader, item, due, lent, renewals }: TableLine<LoanField>): LoanRow {
  return { line, reader: reader ?? "", item: item ?? "", due: due ?? "", lent, renewals };
}

type HoldField = "reader" | "item" | "record" | "pickup" | "placed" | "until" | "shelf_until" | "found";
/** Columns of a list of requests. */
export const holdShape: TableShape<HoldField> = {
  columns: {
    reader: READER,
    item: ITEM,
    record: ["biblionumber", "control_number", "z37-doc-number", "记录号", "控制号", "记录控制号"],
    pickup: ["branchcode", "z37-pickup-location", "取书地点", "取书馆", "取書館"],
    placed: ["reservedate", "z37-open-date", "预约日期", "預約日期"],
    until: ["cancellationdate", "expirationdate", "z37-end-request-date", "needed_until", "失效日期"],
    shelf_until: ["waiting_until", "z37-end-hold-date", "保留到", "保留日期", "保留至", "保留截止日期"],
    found: ["预约状态"],
  },
  needed: ["reader"],
};

/** A line of a list of requests as it is taken over. */
export function holdRow({ reader, found, shelf_until: shelfUntil, ...row }: TableLine<HoldField>): HoldRow {
  return {
    ...row,
    reader: reader ?? "",
    // Koha's W: it stands on the hold shelf, until the day the request ends. Without a day the line is refused.
    shelfUntil: shelfUntil ?? (found?.toUpperCase() === "W" ? (row.until ?? "-") : null),
  };
}

type BlockField = "reader" | "kind" | "from" | "until";
/** Columns of a list of blocks. */
export const blockShape: TableShape<BlockField> = {
  columns: {
    reader: READER,
    kind: ["type", "z31-type", "z303-delinq-1", "原因", "类型", "類型", "违章类型"],
    from: ["created", "z303-delinq-1-update-date", "开始日期", "起始日期", "開始日期"],
    until: ["expiration", "debarred", "截止日期", "结束日期", "結束日期"],
  },
  needed: ["reader"],
};

/** A line of a list of blocks as it is taken over. */
export function blockRow(row: TableLine<BlockField>): Omit<typeof row, "reader" | "kind"> & {
  reader: string;
  kind: string;
} {
  return { ...row, reader: row.reader ?? "", kind: row.kind ?? "other" };
}
