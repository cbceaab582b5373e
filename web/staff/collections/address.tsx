import { useQuery } from "@tanstack/react-query";
import type { FormEvent, ReactNode } from "react";
import { ask } from "../api.ts";
import { Said, textOf, useAct } from "../consortium/fields.tsx";
import { t } from "../text.ts";

/** A short path and a host name of a collection's own; they hold at once, without publishing. */
export function AddressForm({ slug }: { slug: string }): ReactNode {
  const act = useAct("collection-address");
  const query = useQuery({
    queryKey: ["collection-address", slug],
    queryFn: () => ask("GET /collections/:slug/address", { params: { slug } }),
  });
  if (!query.data) return null;
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const body = {
      path: textOf(data, "path").toLowerCase() || null,
      host: textOf(data, "host").toLowerCase() || null,
    };
    void act.run(
      () => ask("PUT /collections/:slug/address", { params: { slug }, body }),
      t("collections.front.address.set"),
    );
  };
  const { path, host } = query.data;
  return (
    <form className="admin front-address" key={`${path} ${host}`} onSubmit={send}>
      <fieldset>
        <legend>{t("collections.front.address")}</legend>
        <div className="row">
          <label>
            {t("collections.front.address.path")}
            <input name="path" defaultValue={path ?? ""} maxLength={40} placeholder="guji" />
          </label>
          <label>
            {t("collections.front.address.host")}
            <input name="host" defaultValue={host ?? ""} maxLength={253} placeholder="guji.example.edu" />
          </label>
          <button type="submit" disabled={act.busy}>
            {t("collections.front.address.save")}
          </button>
        </div>
        <p className="quiet">{t("collections.front.address.how")}</p>
        {path ? (
          <p>
            <a href={`/c/${path}`} target="_blank" rel="noreferrer">
              /c/{path}
            </a>
          </p>
        ) : null}
        <Said act={act} />
      </fieldset>
    </form>
  );
}
