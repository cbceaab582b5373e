import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { knownRules, type protectedHows } from "../../../server/src/loads/words.ts";
import { ask } from "../api.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import { ListState } from "../list-state.tsx";
import type { RowOf } from "../operations.ts";
import { t } from "../text.ts";
import { Acts, Wide } from "../wide.tsx";

type Profile = RowOf<"GET /import-profiles">;

const RULES = {
  unknown: ["take", "leave"],
  known: knownRules,
  edited: ["leave", "overlay"],
  items: ["file", "keep"],
} as const;
type Rule = keyof typeof RULES;

/** How files of the library are loaded: made here, tried by a staged load. */
export function ImportProfiles(): ReactNode {
  const act = useAct("import-profiles", "profiles");
  const [open, setOpen] = useState<Profile | null>(null);
  const query = useQuery({
    queryKey: ["import-profiles"],
    queryFn: async () => (await ask("GET /import-profiles")).items,
  });
  const remove = (name: string): void =>
    void act.run(() => ask("DELETE /import-profiles/:name", { params: { name } }), t("loadProfiles.removed"));
  return (
    <details>
      <summary>{t("loadProfiles.title")}</summary>
      <p className="quiet">{t("loadProfiles.what")}</p>
      <Said act={act} />
      <ListState
        query={query}
        empty={t("loadProfiles.empty")}
        rows={(items) => (
          <Wide>
            <table>
              <tbody>
                {items.map((one) => (
                  <tr key={one.name}>
                    <th>{one.name}</th>
                    <td>
                      {one.note}{" "}
                      {(Object.keys(RULES) as Rule[])
                        .map((rule) => t(`loadProfiles.${rule}.${one[rule]}`))
                        .join(" · ")}
                      {one.protected.length > 0 &&
                        ` · ${one.protected.map((field) => `${field.tag} ${t(`loadProfiles.how.${field.how}`)}`).join(", ")}`}
                    </td>
                    <Acts>
                      <button type="button" onClick={() => setOpen(one)}>
                        {t("admin.change")}
                      </button>{" "}
                      <TwicePressed label={t("admin.remove")} onPress={() => remove(one.name)} />
                    </Acts>
                  </tr>
                ))}
              </tbody>
            </table>
          </Wide>
        )}
      />
      <ProfileForm key={open?.name ?? "new"} profile={open} act={act} onDone={() => setOpen(null)} />
    </details>
  );
}

/** `590 keep, 9XX add` as people write it: a tag, then one of the ways. */
function readProtected(text: string): Profile["protected"] {
  return text.split(/[,，;；\n]+/).flatMap((part) => {
    const [tag, how] = part.trim().split(/\s+/);
    return tag ? [{ tag: tag.toUpperCase(), how: (how ?? "keep") as (typeof protectedHows)[number] }] : [];
  });
}

function ProfileForm(props: {
  profile: Profile | null;
  act: ReturnType<typeof useAct>;
  onDone: () => void;
}): ReactNode {
  const { profile, act } = props;
  const save = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const body = {
      note: textOf(data, "note"),
      itemProfile: textOf(data, "itemProfile"),
      unknown: textOf(data, "unknown") as Profile["unknown"],
      known: textOf(data, "known") as Profile["known"],
      edited: textOf(data, "edited") as Profile["edited"],
      items: textOf(data, "items") as Profile["items"],
      protected: readProtected(textOf(data, "protected")),
      withoutNumber: textOf(data, "withoutNumber"),
    };
    const name = profile?.name ?? textOf(data, "name");
    if (
      !(await act.run(
        () => ask("PUT /import-profiles/:name", { params: { name }, body }),
        t("loadProfiles.saved"),
      ))
    )
      return;
    form.reset();
    props.onDone();
  };
  return (
    <form className="admin" onSubmit={(event) => void save(event)} aria-label={t("loadProfiles.set")}>
      <Fields profile={profile} />
      <p className="actions">
        <Send act={act} />
        {profile && (
          <button type="button" onClick={props.onDone}>
            {t("app.close")}
          </button>
        )}
      </p>
    </form>
  );
}

/** Name and rules of a profile. */
function Fields({ profile }: { profile: Profile | null }): ReactNode {
  const ways = useQuery({
    queryKey: ["item-profiles"],
    queryFn: async () => (await ask("GET /item-profiles")).items.map((one) => one.profile.name),
  });
  return (
    <>
      <div className="row">
        <label>
          {t("loadProfiles.name")}
          <input
            name="name"
            required
            pattern="[a-z0-9][a-z0-9-]{1,39}"
            defaultValue={profile?.name ?? ""}
            readOnly={profile !== null}
          />
        </label>
        <label>
          {t("loadProfiles.note")}
          <input name="note" maxLength={300} defaultValue={profile?.note ?? ""} />
        </label>
        <label>
          {t("imports.profile")}
          <select name="itemProfile" key={ways.data?.length} defaultValue={profile?.itemProfile ?? "auto"}>
            {["auto", ...(ways.data ?? [])].map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div className="row">
        {(Object.keys(RULES) as Rule[]).map((rule) => (
          <label key={rule}>
            {t(`loadProfiles.${rule}`)}
            <select name={rule} defaultValue={profile?.[rule]}>
              {RULES[rule].map((one) => (
                <option key={one} value={one}>
                  {t(`loadProfiles.${rule}.${one}`)}
                </option>
              ))}
            </select>
          </label>
        ))}
      </div>
      <label>
        {t("loadProfiles.protected")}
        <input
          name="protected"
          placeholder="590 keep, 6XX add, 856 fill"
          pattern="(\s*[0-9A-Za-z]{3}(\s+(keep|add|fill))?\s*[,，;；]?)*"
          defaultValue={profile?.protected.map((one) => `${one.tag} ${one.how}`).join(", ") ?? ""}
        />
      </label>
      <p className="quiet">{t("loadProfiles.protectedHow")}</p>
      <label>
        {t("loadProfiles.withoutNumber")}
        <input
          name="withoutNumber"
          required
          pattern="refuse|content|(?!00)[0-9A-Z]{3}\$[0-9a-z]"
          defaultValue={profile?.withoutNumber ?? "refuse"}
        />
      </label>
      <p className="quiet">{t("loadProfiles.withoutNumberHow")}</p>
    </>
  );
}
