import { useQuery } from "@tanstack/react-query";
import type { FormEvent, ReactNode } from "react";
import { workerRoles } from "../../../server/src/collections/words.ts";
import { ask } from "../api.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import { ListState } from "../list-state.tsx";
import { t } from "../text.ts";

/** Who works on a collection beside its library's cataloguers. */
export function PeoplePart({ slug }: { slug: string }): ReactNode {
  const act = useAct("collection-workers");
  const workers = useQuery({
    queryKey: ["collection-workers", slug],
    queryFn: async () => (await ask("GET /collections/:slug/workers", { params: { slug } })).items,
  });
  const set = async (login: string, role: (typeof workerRoles)[number] | null): Promise<boolean> =>
    await act.run(
      () => ask("PUT /collections/:slug/workers", { params: { slug }, body: { login, role } }),
      t("collections.saved"),
    );
  const add = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const role = workerRoles.find((one) => one === textOf(data, "role")) ?? "contributor";
    void set(textOf(data, "login"), role).then((isDone) => isDone && form.reset());
  };
  return (
    <div className="list-beside">
      <form className="admin" onSubmit={add}>
        <p className="quiet">{t("collections.people.what")}</p>
        <div className="row">
          <label>
            {t("collections.people.login")}
            <input name="login" required maxLength={64} />
          </label>
          <label>
            {t("collections.people.role")}
            <select name="role">
              {workerRoles.map((role) => (
                <option key={role} value={role}>
                  {t(`collections.role.${role}`)}
                </option>
              ))}
            </select>
          </label>
        </div>
        <p className="actions">
          <Send act={act} />
        </p>
        <Said act={act} />
      </form>
      <ListState
        query={workers}
        empty={t("collections.people.none")}
        rows={(items) => (
          <ul className="lines">
            {items.map((one) => (
              <li key={one.login}>
                <b>{one.name}</b> <span className="quiet">{one.login}</span>{" "}
                {t(`collections.role.${one.role}`)}
                <TwicePressed label={t("admin.remove")} onPress={() => void set(one.login, null)} />
              </li>
            ))}
          </ul>
        )}
      />
    </div>
  );
}
