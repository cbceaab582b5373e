import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask } from "../api.ts";
import { branchInFull, useBranches } from "../branches.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { type Act, LocalFields, readLocal, Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import { ListState } from "../list-state.tsx";
import type { RowOf } from "../operations.ts";
import { useMemberName } from "../own-members.tsx";
import { FactField, useLocations } from "../policies/fact-field.tsx";
import { useKindName } from "../policies/kinds.tsx";
import type { Session } from "../session.ts";
import { pick, t } from "../text.ts";
import { administers } from "./administers.ts";
import { BranchField, LineFields } from "./branch-field.tsx";

type Group = RowOf<"GET /float-groups">;

/** Groups of branches among which copies float: what stays where, of how much room, and where it is from. */
export function FloatGroups({ session }: { session: Session }): ReactNode {
  const act = useAct("float-groups", "moves");
  const [open, setOpen] = useState<Group | null>(null);
  const query = useQuery({
    queryKey: ["float-groups"],
    queryFn: async () => (await ask("GET /float-groups")).items,
  });
  const { office, own } = administers(session);
  const mine = (group: Group): boolean => office || (group.member !== null && own.includes(group.member));
  return (
    <div className="beside">
      <div>
        <p className="tools">{t("places.floatHint")}</p>
        <Said act={act} />
        <ListState
          query={query}
          empty={t("places.floatNone")}
          rows={(items) =>
            items.map((group) => (
              <article key={group.code} className="facts-card">
                <h2>
                  {pick(group.name)} <code>{group.code}</code>
                </h2>
                <InWords group={group} />
                <Figures group={group} />
                {mine(group) && (
                  <p className="actions">
                    <button type="button" onClick={() => setOpen(group)}>
                      {t("admin.change")}
                    </button>{" "}
                    <TwicePressed
                      label={t("admin.remove")}
                      onPress={() =>
                        void act.run(
                          () => ask("DELETE /float-groups/:code", { params: { code: group.code } }),
                          t("places.floatRemoved"),
                        )
                      }
                    />
                  </p>
                )}
              </article>
            ))
          }
        />
      </div>
      {(office || own.length > 0) && (
        <GroupForm
          key={open?.code ?? "new"}
          group={open}
          member={office ? null : (own[0] ?? null)}
          act={act}
          onDone={() => setOpen(null)}
        />
      )}
    </div>
  );
}

/** What floats by a group, in words. */
function InWords({ group }: { group: Group }): ReactNode {
  const memberName = useMemberName();
  const nameOfClass = useKindName("item-class");
  const locations = useLocations(group.member);
  const nameOfLocation = (code: string): string => locations.find((one) => one.code === code)?.label ?? code;
  return (
    <p className="quiet">
      {[
        group.member === null ? t("rules.ofConsortium") : memberName(group.member),
        group.itemClasses.map(nameOfClass).join(t("list.semicolon")),
        group.locations.map(nameOfLocation).join(t("list.semicolon")),
        group.mostPerTitle !== null && t("places.perTitle", { count: group.mostPerTitle }),
      ]
        .filter(Boolean)
        .join(" · ")}
    </p>
  );
}

function Figures({ group }: { group: Group }): ReactNode {
  const named = useBranchNames();
  return (
    <table>
      <thead>
        <tr>
          <th>{t("places.branch")}</th>
          <th className="number">{t("places.stays")}</th>
          <th className="number">{t("places.room")}</th>
          <th>{t("places.origins")}</th>
        </tr>
      </thead>
      <tbody>
        {group.branches.map(({ branch, most }, at) => (
          <tr key={branch}>
            <td>{named(branch)}</td>
            <td className="number">{group.figures[at]!.stays}</td>
            <td className="number">{most}</td>
            <td>
              {group.figures[at]!.origins.map((one) => `${named(one.branch)} ${one.copies}`).join(" · ")}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Names of branches by `JINHE/MAIN`. */
export function useBranchNames(): (name: string) => string {
  const { branches } = useBranches();
  return (name) => {
    const found = branches.find((one) => `${one.member.code}/${one.code}` === name);
    return found ? branchInFull(found) : name;
  };
}

const chosen = (data: FormData, name: string): string[] => data.getAll(name).map(String).filter(Boolean);

/** What a form says of a group. */
function groupOf(data: FormData) {
  const most = data.getAll("most").map(Number);
  const perTitle = textOf(data, "perTitle");
  return {
    name: readLocal(data, "name"),
    itemClasses: chosen(data, "itemClass"),
    locations: chosen(data, "location"),
    mostPerTitle: perTitle === "" ? null : Number(perTitle),
    branches: data.getAll("branch").map((branch, at) => ({ branch: String(branch), most: most[at]! })),
  };
}

function GroupForm(props: {
  group: Group | null;
  member: string | null;
  act: Act;
  onDone: () => void;
}): ReactNode {
  const { group, act } = props;
  const member = group ? group.member : props.member;
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const body = { ...groupOf(data), code: group?.code ?? textOf(data, "code").toUpperCase(), member };
    void act
      .run(() => ask("PUT /float-groups", { body }), t("admin.saved"))
      .then((done) => {
        if (!done) return;
        form.reset();
        props.onDone();
      });
  };
  return (
    <form className="admin" onSubmit={save} aria-label={t("places.setGroup")}>
      <h2>{t("places.setGroup")}</h2>
      {!group && (
        <label>
          {t("places.code")}
          <input name="code" required maxLength={20} pattern="[A-Za-z0-9\-]+" />
        </label>
      )}
      <LocalFields legend={t("places.name")} name="name" value={group?.name ?? {}} />
      <LineFields
        legend={t("places.branches")}
        first={group?.branches ?? []}
        least={2}
        line={(value) => (
          <>
            <BranchField
              name="branch"
              label={t("places.branch")}
              value={value?.branch}
              member={member ?? undefined}
            />
            <label>
              {t("places.room")}
              <input
                type="number"
                name="most"
                required
                min={0}
                max={100_000}
                defaultValue={value?.most ?? 50}
              />
            </label>
          </>
        )}
      />
      <Conditions group={group} member={member} />
      <Send act={act} />
    </form>
  );
}

/** Which copies a group is about. */
function Conditions({ group, member }: { group: Group | null; member: string | null }): ReactNode {
  return (
    <>
      <label>
        {t("places.mostPerTitle")}
        <input type="number" name="perTitle" min={1} max={100} defaultValue={group?.mostPerTitle ?? ""} />
      </label>
      {(["itemClass", "location"] as const).map((fact) => (
        <LineFields
          key={fact}
          legend={t(`rules.fact.${fact}`)}
          first={group?.[fact === "itemClass" ? "itemClasses" : "locations"] ?? []}
          least={0}
          line={(value) => <FactField fact={fact} member={member} defaultValue={value ?? ""} />}
        />
      ))}
      <p className="quiet">{t("places.emptyMeansAll")}</p>
    </>
  );
}
