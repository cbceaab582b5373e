import { useInfiniteQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { type PlaceKind, placeKinds } from "../../../server/src/placement/words.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { ask, explain } from "../api.ts";
import { useBranches } from "../branches.ts";
import type { RowOf } from "../operations.ts";
import { useLocationName } from "../own-locations.ts";
import { currentLanguage, date, t } from "../text.ts";

type Place = RowOf<"GET /desk/places">;

/** What the page of a tour says already. */
const OF_TOUR = new Set(["places.why", "places.belongs", "places.until"]);

/** Copies of this library, and those that belong to this branch, whose place is not their home. */
export function Places(props: { tour?: string }): ReactNode {
  const { nameOf } = useBranches();
  const locationName = useLocationName();
  const [kind, setKind] = useState<PlaceKind | "">("");
  const query = useInfiniteQuery({
    queryKey: ["places", kind, props.tour],
    queryFn: ({ pageParam }) =>
      ask("GET /desk/places", {
        query: { limit: 100, cursor: pageParam, kind: kind || undefined, tour: props.tour },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  const cells: [string, (row: Place) => string][] = [
    ["col.callNumber", (row) => row.callNumber],
    ["col.title", (row) => row.title],
    ["col.barcode", (row) => row.barcode ?? ""],
    ["places.why", (row) => [t(`places.kind.${row.kind}`), row.note].filter(Boolean).join(" · ")],
    ["item.home", (row) => nameOf(row.homeBranchId)],
    [
      "places.belongs",
      (row) =>
        row.branchId === null
          ? ""
          : [nameOf(row.branchId), locationName(row.location)].filter(Boolean).join(" · "),
    ],
    ["places.until", (row) => (row.until === null ? "" : date(row.until))],
    ["places.state", (row) => t(`places.state.${stateOf(row)}`)],
  ];
  const shown = cells.filter(([key]) => props.tour === undefined || !OF_TOUR.has(key));
  return (
    <>
      {props.tour === undefined && <KindChoice kind={kind} onChoose={setKind} />}
      {query.isError && (
        <p role="alert" className="refused">
          {explain(query.error)}
        </p>
      )}
      {query.isPending && <p role="status">{t("app.loading")}</p>}
      {query.isSuccess && rows.length === 0 && <p className="quiet">{t("places.awayNone")}</p>}
      {rows.length > 0 && (
        <DataTable
          label={t("places.away")}
          language={currentLanguage()}
          rows={rows}
          keyOf={(row) => String(row.itemId)}
          columns={shown.map(([key, show]) => ({ id: key, name: t(key), show, sortBy: show }))}
        />
      )}
      {query.hasNextPage && (
        <button type="button" onClick={() => void query.fetchNextPage()}>
          {t("audit.earlier")}
        </button>
      )}
    </>
  );
}

/** Only places of one kind, or of all. */
function KindChoice(props: { kind: PlaceKind | ""; onChoose: (kind: PlaceKind | "") => void }): ReactNode {
  return (
    <p className="tools">
      <label>
        {t("places.why")}{" "}
        <select value={props.kind} onChange={(event) => props.onChoose(event.target.value as PlaceKind | "")}>
          <option value="">{t("audit.all")}</option>
          {placeKinds.map((one) => (
            <option key={one} value={one}>
              {t(`places.kind.${one}`)}
            </option>
          ))}
        </select>
      </label>
    </p>
  );
}

function stateOf(row: Place): "over" | "there" | "coming" {
  if (row.isOver) return "over";
  return row.settledBranchId !== null && row.settledBranchId === row.branchId ? "there" : "coming";
}
