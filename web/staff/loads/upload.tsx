import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask, explain } from "../api.ts";
import { loadMembers } from "../branches.ts";
import type { Session } from "../session.ts";
import { pick, t } from "../text.ts";

/** Uploads a member's MARC. */
export function Upload(props: { session: Session; onDone: () => void }): ReactNode {
  const [message, setMessage] = useState("");
  const members = useQuery({
    queryKey: ["members"],
    queryFn: loadMembers,
  });
  const [member, setMember] = useState("");
  const own = new Set(props.session.roles.map((r) => r.member));
  const everywhere = props.session.roles.some((r) => r.member === null);
  const choices = (members.data ?? []).filter((m) => everywhere || own.has(m.code));
  const chosen = member || choices[0]?.code;
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData();
    // Fields before the file: the server reads them first.
    for (const name of ["member", "profile", "staged"]) {
      const value = new FormData(form).get(name);
      if (value) data.append(name, value);
    }
    data.append("file", new FormData(form).get("file")!);
    setMessage(t("imports.uploading"));
    try {
      await ask("POST /imports", { body: data });
      setMessage("");
      form.reset();
      props.onDone();
    } catch (error) {
      setMessage(explain(error));
    }
  };
  return (
    <form className="upload" onSubmit={(event) => void submit(event)}>
      <label>
        {t("imports.file")}
        <input type="file" name="file" required />
      </label>
      <label>
        {t("imports.member")}
        <select name="member" value={chosen ?? ""} onChange={(event) => setMember(event.target.value)}>
          {choices.map((m) => (
            <option key={m.code} value={m.code}>
              {m.code} {pick(m.name)}
            </option>
          ))}
        </select>
      </label>
      <ProfileChoice member={chosen} />
      <label className="check">
        <input type="checkbox" name="staged" value="true" defaultChecked /> {t("imports.staged")}
      </label>
      <button className="primary" type="submit">
        {t("imports.start")}
      </button>
      <p role="status">{message}</p>
    </form>
  );
}

/** How the chosen member's records list items; its own ways are among them. */
function ProfileChoice(props: { member: string | undefined }): ReactNode {
  const { member } = props;
  const profiles = useQuery({
    queryKey: ["profiles", member],
    enabled: member !== undefined,
    queryFn: async () => (await ask("GET /imports/profiles", { query: { member: member! } })).items,
  });
  return (
    <label>
      {t("imports.profile")}
      <select name="profile">
        <option value="">{t("imports.profileOwn")}</option>
        {(profiles.data ?? []).map((p) => (
          <option key={p} value={p}>
            {p}
          </option>
        ))}
      </select>
    </label>
  );
}
