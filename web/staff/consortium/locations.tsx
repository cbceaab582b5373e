import { useQuery } from "@tanstack/react-query";
import type { FormEvent, ReactNode } from "react";
import { allPages } from "../all-pages.ts";
import { ask } from "../api.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { ListState } from "../list-state.tsx";
import { pick, t } from "../text.ts";
import { Acts, Wide } from "../wide.tsx";
import { type Branch, useOwnBranches } from "./branches.tsx";
import { type Act, LocalFields, readLocal, Said, Send, textOf, useAct } from "./fields.tsx";
import type { Member } from "./library.tsx";

/** In which branch the shelving locations of a library's records stand. */
export function Locations({ member }: { member: Member }): ReactNode {
  const params = { code: member.code };
  const act = useAct("locations", "set-up");
  const branches = useOwnBranches(member.code).data ?? [];
  const query = useQuery({
    queryKey: ["locations", member.code],
    queryFn: () => allPages((turn) => ask("GET /members/:code/locations", { params, query: turn })),
  });
  const nameOf = (code: string): string => pick(branches.find((one) => one.code === code)?.name) || code;
  const forget = (code: string): void =>
    void act.run(
      () => ask("DELETE /members/:code/locations", { params, body: { code } }),
      t("locations.removed"),
    );
  return (
    <div className="beside">
      <div>
        <p className="quiet">{t("locations.hint")}</p>
        <ListState
          query={query}
          empty={t("locations.empty")}
          rows={(items) => (
            <Wide>
              <table>
                <thead>
                  <tr>
                    <th>{t("locations.code")}</th>
                    <th>{t("locations.name")}</th>
                    <th>{t("locations.branch")}</th>
                    <th>{t("locations.floor")}</th>
                    <th>
                      <span className="vh">{t("admin.actions")}</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((one) => (
                    <tr key={one.code}>
                      <td>
                        <code>{one.code}</code>
                      </td>
                      <td>{pick(one.name)}</td>
                      <td>{nameOf(one.branch)}</td>
                      <td>
                        {one.floor}{" "}
                        {one.plan ? (
                          <a href={one.plan} rel="noreferrer">
                            {t("locations.plan")}
                          </a>
                        ) : null}
                      </td>
                      <Acts>
                        <TwicePressed label={t("admin.remove")} onPress={() => forget(one.code)} />
                      </Acts>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Wide>
          )}
        />
      </div>
      <PlaceForm code={member.code} branches={branches} act={act} />
    </div>
  );
}

function PlaceForm(props: { code: string; branches: Branch[]; act: Act }): ReactNode {
  const { branches, act } = props;
  const place = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const name = readLocal(data, "name");
    const body = {
      code: textOf(data, "code"),
      branch: textOf(data, "branch"),
      ...(Object.keys(name).length > 0 && { name }),
      ...(textOf(data, "floor") !== "" && { floor: textOf(data, "floor") }),
      ...(textOf(data, "plan") !== "" && { plan: textOf(data, "plan") }),
    };
    void act
      .run(
        () => ask("PUT /members/:code/locations", { params: { code: props.code }, body }),
        t("admin.saved"),
      )
      .then((done) => done && form.reset());
  };
  return (
    <form className="admin" onSubmit={place} aria-label={t("locations.add")}>
      <h2>{t("locations.add")}</h2>
      <label>
        {t("locations.code")}
        <input name="code" required maxLength={200} />
      </label>
      <label>
        {t("locations.branch")}
        <select name="branch">
          {branches.map((branch) => (
            <option key={branch.code} value={branch.code}>
              {pick(branch.name)}
            </option>
          ))}
        </select>
      </label>
      <LocalFields legend={t("locations.name")} name="name" />
      <label>
        {t("locations.floor")}
        <input name="floor" maxLength={12} aria-describedby="floor-hint" />
      </label>
      <p id="floor-hint" className="quiet">
        {t("locations.floor-hint")}
      </p>
      <label>
        {t("locations.plan")}
        <input name="plan" type="url" pattern="https://.*" maxLength={500} placeholder="https://" />
      </label>
      <p className="quiet">{t("locations.later")}</p>
      <Send act={act} />
      <Said act={act} />
    </form>
  );
}
