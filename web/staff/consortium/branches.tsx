import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask } from "../api.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { ListState } from "../list-state.tsx";
import type { RowOf } from "../operations.ts";
import { pick, t } from "../text.ts";
import { Acts, Wide } from "../wide.tsx";
import { type Act, LocalFields, readLocal, Said, Send, textOf, useAct } from "./fields.tsx";
import { Hours } from "./hours.tsx";
import type { Member } from "./library.tsx";

export type Branch = RowOf<"GET /members/:code/branches">;

/** The branches of a member, the main one first. */
export function useOwnBranches(code: string) {
  return useQuery({
    queryKey: ["own-branches", code],
    queryFn: async () => (await ask("GET /members/:code/branches", { params: { code } })).items,
  });
}

/** Houses of a library: name, address, whether holds are collected there, and when each opens. */
export function Branches({ member }: { member: Member }): ReactNode {
  const query = useOwnBranches(member.code);
  const [open, setOpen] = useState<{ code: string; what: "change" | "hours" } | "new" | null>(null);
  const act = useAct("own-branches", "branches", "members", "set-up");
  const chosen =
    typeof open === "object" && open ? query.data?.find((one) => one.code === open.code) : undefined;
  const remove = (branch: Branch): Promise<boolean> =>
    act.run(
      () =>
        ask("DELETE /members/:code/branches/:branch", {
          params: { code: member.code, branch: branch.code },
        }),
      t("branches.removed"),
    );
  return (
    <div className="beside">
      <div>
        <ListState
          query={query}
          empty={t("branches.empty")}
          rows={(items) => (
            <Table
              items={items}
              current={chosen?.code ?? null}
              onOpen={(code, what) => setOpen({ code, what })}
              onRemove={(branch) => void remove(branch)}
            />
          )}
        />
        <p className="actions">
          <button type="button" onClick={() => setOpen("new")}>
            {t("branches.add")}
          </button>
        </p>
        <Said act={act} />
      </div>
      {open === "new" && <BranchForm key="new" member={member} act={act} onDone={() => setOpen(null)} />}
      {chosen && typeof open === "object" && open?.what === "change" && (
        <BranchForm
          key={chosen.code}
          member={member}
          branch={chosen}
          act={act}
          onDone={() => setOpen(null)}
        />
      )}
      {chosen && typeof open === "object" && open?.what === "hours" && (
        <Hours key={chosen.code} code={member.code} branch={chosen.code} name={pick(chosen.name)} />
      )}
    </div>
  );
}

function Table(props: {
  items: Branch[];
  current: string | null;
  onOpen: (code: string, what: "change" | "hours") => void;
  onRemove: (branch: Branch) => void;
}): ReactNode {
  return (
    <Wide>
      <table>
        <thead>
          <tr>
            <th>{t("branches.code")}</th>
            <th>{t("branches.name")}</th>
            <th>{t("branches.address")}</th>
            <th>{t("branches.pickup")}</th>
            <th>
              <span className="vh">{t("admin.actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {props.items.map((branch) => (
            <tr key={branch.code} aria-current={branch.code === props.current ? "true" : undefined}>
              <td>
                <code>{branch.code}</code>
              </td>
              <td>
                {pick(branch.name)}
                {branch.isMain && <span className="quiet"> · {t("branches.main")}</span>}
              </td>
              <td>{pick(branch.address)}</td>
              <td>{t(branch.isPickup ? "admin.yes" : "admin.no")}</td>
              <Acts>
                <button type="button" onClick={() => props.onOpen(branch.code, "hours")}>
                  {t("branches.hours")}
                </button>{" "}
                <button type="button" onClick={() => props.onOpen(branch.code, "change")}>
                  {t("admin.change")}
                </button>{" "}
                {!branch.isMain && (
                  <TwicePressed label={t("admin.remove")} onPress={() => props.onRemove(branch)} />
                )}
              </Acts>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

function BranchForm(props: { member: Member; branch?: Branch; act: Act; onDone: () => void }): ReactNode {
  const { member, branch, act } = props;
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const body = {
      name: readLocal(data, "name"),
      address: readLocal(data, "address"),
      isPickup: data.get("isPickup") !== null,
    };
    const code = textOf(data, "code").toUpperCase();
    const work = (): Promise<unknown> =>
      branch
        ? ask("PATCH /members/:code/branches/:branch", {
            params: { code: member.code, branch: branch.code },
            body,
          })
        : ask("POST /members/:code/branches", { params: { code: member.code }, body: { code, ...body } });
    void act.run(work, t("admin.saved")).then((done) => done && props.onDone());
  };
  return (
    <form className="admin" onSubmit={save} aria-label={t(branch ? "branches.change" : "branches.add")}>
      <h2>{branch ? pick(branch.name) : t("branches.add")}</h2>
      {!branch && (
        <label>
          {t("branches.code")}
          <input name="code" required pattern="[A-Za-z0-9\-]{1,24}" aria-describedby="branch-code-hint" />
          <span id="branch-code-hint" className="quiet">
            {t("branches.codeHint")}
          </span>
        </label>
      )}
      <LocalFields legend={t("branches.name")} name="name" value={branch?.name ?? {}} />
      <LocalFields legend={t("branches.address")} name="address" value={branch?.address ?? {}} />
      <label className="check">
        <input type="checkbox" name="isPickup" defaultChecked={branch?.isPickup ?? true} />{" "}
        {t("branches.isPickup")}
      </label>
      <p className="actions">
        <Send act={act} />
        <button type="button" onClick={props.onDone}>
          {t("app.close")}
        </button>
      </p>
    </form>
  );
}
