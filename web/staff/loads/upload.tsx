import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask, explain } from "../api.ts";
import { MemberOptions, useOwnMembers } from "../own-members.tsx";
import type { Session } from "../session.ts";
import { t } from "../text.ts";

/** Uploads a member's MARC. */
export function Upload(props: { session: Session; onDone: () => void }): ReactNode {
  const [message, setMessage] = useState("");
  const { members } = useOwnMembers(props.session);
  // The guide of a library leads here with its code.
  const [member, setMember] = useState(() => new URLSearchParams(location.search).get("member") ?? "");
  const chosen = member || members[0]?.code;
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
          <MemberOptions members={members} />
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
