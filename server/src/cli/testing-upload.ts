import { command, type Region } from "./testing-server.ts";

const PASSWORD = "desk lamp under snow 42";

/** Adds an administrator of the whole region and signs them in at the server. */
export async function signInAsOffice(folder: string, region: Region): Promise<Record<string, string>> {
  await command(folder, ["user", "add", "office", "--name", "Office", "--role", "consortium-admin"], {
    COMMONSHELF_PASSWORD: PASSWORD,
  });
  const reply = await fetch(`${region.address}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: region.address },
    body: JSON.stringify({ login: "office", password: PASSWORD }),
  });
  if (!reply.ok) throw new Error(`sign-in: ${reply.status} ${await reply.text()}`);
  const { csrfToken } = (await reply.json()) as { csrfToken: string };
  return {
    cookie: reply.headers
      .getSetCookie()
      .map((cookie) => cookie.split(";")[0])
      .join("; "),
    "x-csrf-token": csrfToken,
    origin: region.address,
  };
}

/** Uploads MARC for a member; returns the run's id. */
export async function upload(
  region: Region,
  headers: Record<string, string>,
  member: string,
  marc: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const form = new FormData();
  form.set("member", member);
  form.set("profile", "auto");
  form.set("dryRun", "false");
  form.set("file", new Blob([marc]), "books.mrc");
  const reply = await fetch(`${region.address}/api/v1/imports`, { method: "POST", headers, body: form });
  if (reply.status !== 201) throw new Error(`upload: ${reply.status} ${await reply.text()}`);
  return ((await reply.json()) as { id: string }).id;
}

/** One import as the server tells it. */
export async function runOf(
  region: Region,
  headers: Record<string, string>,
  id: string,
): Promise<{ state: string; counts: { read: number; created: number } }> {
  return (await (await fetch(`${region.address}/api/v1/imports/${id}`, { headers })).json()) as never;
}
