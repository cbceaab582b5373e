import type { TableColumn } from "../../ui/data-table.tsx";
import type { RowOf } from "../operations.ts";
import { t } from "../text.ts";
import { TitleLine } from "../title-line.tsx";

/** The title of a book in a list of the desk. */
export const titleColumn = <T extends Pick<RowOf<"GET /desk/pull-list">, "title">>(): TableColumn<T> => ({
  id: "title",
  name: t("col.title"),
  show: (line) => <TitleLine title={line.title} />,
  sortBy: (line) => line.title.main,
});

/** The barcode of a book in a list of the desk. */
export const barcodeColumn = <T extends { barcode: string | null }>(): TableColumn<T> => ({
  id: "barcode",
  name: t("col.barcode"),
  show: (line) => <code>{line.barcode}</code>,
  sortBy: (line) => line.barcode,
});
