import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { memberRoles, officeRoles } from "../../../server/src/people/words.ts";
import { ask } from "../api.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { type Act, Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import { ListState } from "../list-state.tsx";
import type { Answer, RowOf } from "../operations.ts";
import { t } from "../text.ts";
import { Acts, Wide } from "../wide.tsx";
import { HandedOut } from "./handed-out.tsx";

type StaffMember = RowOf<"GET /staff">;
type Role = StaffMember["roles"][number];
type OneTime = Answer<"POST /staff">;

const rolesAt = (member: string | null): readonly Role[] => (member === null ? officeRoles : memberRoles);

/** Who works at a library (null: in the consortium's office) and as what. */
export function StaffMembers(props: { member: string | null }): ReactNode {
  const { member } = props;
  const act = useAct("staff", "set-up");
  const [handedOut, setHandedOut] = useState<OneTime | null>(null);
  const query = useQuery({
    queryKey: ["staff", member],
    queryFn: async () => (await ask("GET /staff", { query: { member: member ?? undefined } })).items,
  });
  const put = (one: StaffMember, role: Role, held: boolean): void =>
    void act.run(
      () =>
        held
          ? ask("DELETE /staff/roles", { body: { personId: one.personId, role, member } })
          : ask("PUT /staff/roles", { body: { login: one.login ?? "", role, member } }),
      t("staff.rolesSaved"),
    );
  const renew = (one: StaffMember): void =>
    void act.run(async () => {
      setHandedOut(await ask("POST /staff/:id/one-time-password", { params: { id: one.personId } }));
    }, "");
  return (
    <div className="beside">
      <div>
        <Said act={act} />
        {handedOut && <HandedOut handedOut={handedOut} />}
        <ListState
          query={query}
          empty={t("staff.empty")}
          rows={(items) => (
            <StaffTable
              items={items}
              roles={rolesAt(member)}
              busy={act.busy}
              onRole={put}
              onPassword={renew}
            />
          )}
        />
      </div>
      <div>
        <NewStaff member={member} act={act} onDone={setHandedOut} />
        <KnownStaff member={member} act={act} />
      </div>
    </div>
  );
}

function StaffTable(props: {
  items: StaffMember[];
  roles: readonly Role[];
  busy: boolean;
  onRole: (one: StaffMember, role: Role, held: boolean) => void;
  onPassword: (one: StaffMember) => void;
}): ReactNode {
  return (
    <Wide>
      <table>
        <thead>
          <tr>
            <th>{t("staff.name")}</th>
            <th>{t("staff.login")}</th>
            {props.roles.map((role) => (
              <th key={role}>{t(`role.${role}`)}</th>
            ))}
            <th>
              <span className="vh">{t("admin.actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {props.items.map((one) => (
            <tr key={one.personId}>
              <td>
                {one.name}
                {one.mustChoosePassword && <span className="quiet"> · {t("staff.mustChoose")}</span>}
              </td>
              <td>
                <code>{one.login}</code>
              </td>
              {props.roles.map((role) => {
                const held = one.roles.includes(role);
                return (
                  <td key={role}>
                    <input
                      type="checkbox"
                      checked={held}
                      disabled={props.busy || (one.login === null && !held)}
                      aria-label={`${one.name}: ${t(`role.${role}`)}`}
                      onChange={() => props.onRole(one, role, held)}
                    />
                  </td>
                );
              })}
              <Acts>
                {one.login !== null && (
                  <TwicePressed label={t("staff.newPassword")} onPress={() => props.onPassword(one)} />
                )}
              </Acts>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

function RoleFields({ member }: { member: string | null }): ReactNode {
  const roles = rolesAt(member);
  if (roles.length === 1) return <input type="hidden" name="role" value={roles[0]} />;
  return (
    <fieldset className="local">
      <legend>{t("staff.roles")}</legend>
      {roles.map((role) => (
        <label key={role} className="check">
          <input type="checkbox" name="role" value={role} defaultChecked={role === "circulation"} />{" "}
          {t(`role.${role}`)}
        </label>
      ))}
    </fieldset>
  );
}

function NewStaff(props: { member: string | null; act: Act; onDone: (one: OneTime) => void }): ReactNode {
  const add = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const roles = rolesAt(props.member).filter((role) => data.getAll("role").includes(role));
    const body = { name: textOf(data, "name"), login: textOf(data, "login"), member: props.member, roles };
    void props.act
      .run(async () => props.onDone(await ask("POST /staff", { body })), t("staff.added"))
      .then((done) => done && form.reset());
  };
  return (
    <form className="admin" onSubmit={add} aria-label={t("staff.add")}>
      <h2>{t("staff.add")}</h2>
      <div className="row">
        <label>
          {t("staff.name")}
          <input name="name" required maxLength={200} autoComplete="off" />
        </label>
        <label>
          {t("staff.login")}
          <input name="login" required minLength={2} maxLength={64} autoComplete="off" />
        </label>
      </div>
      <RoleFields member={props.member} />
      <Send act={props.act} label={t("staff.add")} />
    </form>
  );
}

function KnownStaff(props: { member: string | null; act: Act }): ReactNode {
  const { member, act } = props;
  const give = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const role = rolesAt(member).find((one) => one === data.get("role")) ?? rolesAt(member)[0]!;
    void act
      .run(
        () => ask("PUT /staff/roles", { body: { login: textOf(data, "login"), role, member } }),
        t("staff.rolesSaved"),
      )
      .then((done) => done && form.reset());
  };
  return (
    <form className="admin" onSubmit={give} aria-label={t("staff.known")}>
      <h2>{t("staff.known")}</h2>
      <p className="quiet">{t("staff.knownHint")}</p>
      <div className="row">
        <label>
          {t("staff.login")}
          <input name="login" required maxLength={64} autoComplete="off" />
        </label>
        <label>
          {t("staff.role")}
          <select name="role">
            {rolesAt(member).map((role) => (
              <option key={role} value={role}>
                {t(`role.${role}`)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <button type="submit" disabled={act.busy}>
        {t("staff.give")}
      </button>
    </form>
  );
}
