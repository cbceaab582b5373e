import { useQuery } from "@tanstack/react-query";
import type { FormEvent, ReactNode } from "react";
import { ask, explain } from "../api.ts";
import { t } from "../text.ts";
import { Said, Send, textOf, useAct } from "./fields.tsx";

/** Networks whose computers count as being on campus: files that are open there only are opened to them. */
export function Networks({ member }: { member: string }): ReactNode {
  const act = useAct("networks");
  const known = useQuery({
    queryKey: ["networks", member],
    queryFn: () => ask("GET /members/:code/networks", { params: { code: member } }),
    refetchOnWindowFocus: false,
  });
  if (known.isPending) return <p role="status">{t("app.loading")}</p>;
  if (known.isError)
    return (
      <p role="alert" className="refused">
        {explain(known.error)}
      </p>
    );
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const networks = textOf(new FormData(event.currentTarget), "networks")
      .split(/[\s,;，；]+/)
      .filter(Boolean);
    void act.run(
      () => ask("PUT /members/:code/networks", { params: { code: member }, body: { networks } }),
      t("networks.saved"),
    );
  };
  return (
    <form className="admin" onSubmit={save} key={known.data.networks.join()}>
      <p className="quiet">{t("networks.what")}</p>
      <label>
        {t("networks.list")}
        <textarea name="networks" rows={8} defaultValue={known.data.networks.join("\n")} spellCheck={false} />
      </label>
      <p className="actions">
        <Send act={act} />
      </p>
      <Said act={act} />
    </form>
  );
}
