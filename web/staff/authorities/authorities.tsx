import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { AuthorityKind } from "../../../server/src/authorities/words.ts";
import { ask } from "../api.ts";
import { useAct } from "../consortium/fields.tsx";
import { Pages } from "../pages.tsx";
import { useSubPath } from "../sub-path.ts";
import { t } from "../text.ts";
import { Wide } from "../wide.tsx";
import { AuthorityForm } from "./authority-form.tsx";
import { KindChoice } from "./kind-choice.tsx";
import { Review } from "./review.tsx";

/** Authorities of the region: headings that wait for a decision, what there is, one of them, a new one. */
export function Authorities(): ReactNode {
  const [[part = "", id], go] = useSubPath("authorities");
  const tabs = [
    ["", "authorities.review"],
    ["find", "authorities.find"],
    ["new", "authorities.new"],
  ] as const;
  return (
    <>
      <p className="tools">
        {tabs.map(([path, label]) => (
          <button
            key={path}
            type="button"
            aria-pressed={part === path}
            onClick={() => (path === "" ? go() : go(path))}
          >
            {t(label)}
          </button>
        ))}
      </p>
      {part === "" && <Review onOpen={(one) => go("one", String(one))} />}
      {part === "find" && <Find onOpen={(one) => go("one", String(one))} />}
      {part === "new" && <AuthorityForm onDone={(one) => go("one", String(one))} />}
      {part === "one" && id !== undefined && <One key={id} id={id} go={go} />}
    </>
  );
}

function Find({ onOpen }: { onOpen: (id: number) => void }): ReactNode {
  const [q, setQ] = useState("");
  const [kind, setKind] = useState<AuthorityKind | "">("");
  return (
    <>
      <form
        className="tools"
        onSubmit={(event) => {
          event.preventDefault();
          setQ(String(new FormData(event.currentTarget).get("q") ?? ""));
        }}
      >
        <label>
          {t("authorities.name")}
          <input name="q" type="search" maxLength={200} />
        </label>
        <KindChoice value={kind} onChange={setKind} />
        <button type="submit">{t("authorities.search")}</button>
      </form>
      <Pages
        key={`${q} ${kind}`}
        queryKey={["authorities", q, kind]}
        ask={(cursor) => ask("GET /authorities", { query: { q, kind: kind || undefined, cursor } })}
        empty={t("authorities.none")}
        rows={(items) => (
          <Wide>
            <table>
              <thead>
                <tr>
                  <th>{t("authorities.name")}</th>
                  <th>{t("authorities.kind")}</th>
                  <th>{t("authorities.dates")}</th>
                  <th className="number">{t("authorities.titles")}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((one) => (
                  <tr key={one.id}>
                    <td>
                      <button type="button" className="link" onClick={() => onOpen(one.id)}>
                        {one.headings.join(" · ") || one.name}
                      </button>
                      {one.note && <div className="quiet">{one.note}</div>}
                    </td>
                    <td>{t(`authorities.kind.${one.kind}`)}</td>
                    <td>{one.dates || "—"}</td>
                    <td className="number">{one.titles}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Wide>
        )}
      />
    </>
  );
}

function One({ id, go }: { id: string; go: (...parts: string[]) => void }): ReactNode {
  const act = useAct("authorities", "authority", "authority-headings");
  const query = useQuery({
    queryKey: ["authority", id],
    queryFn: () => ask("GET /authorities/:id", { params: { id } }),
  });
  if (!query.data) return <p role="status">{query.isError ? t("authorities.gone") : t("app.loading")}</p>;
  return (
    <AuthorityForm
      key={`${id} ${query.data.version}`}
      authority={query.data}
      act={act}
      onDone={(one) => go("one", String(one))}
      onGone={() => go("find")}
    />
  );
}
