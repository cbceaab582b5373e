import { call, setCsrfToken } from "./api.ts";
import type { LocalText } from "./text.ts";

export type Session = {
  person: { id: string; name: string };
  roles: { role: string; member: string | null }[];
  branch: { id: number; member: string; code: string; name: LocalText } | null;
  csrfToken: string;
};

/** The session under way, or null when nobody is signed in. */
export async function loadSession(): Promise<Session | null> {
  try {
    return remember(await call<Session>("GET", "/session"));
  } catch (error) {
    if ((error as { status?: number }).status === 401) return null;
    throw error;
  }
}

export async function signIn(login: string, password: string): Promise<Session> {
  return remember(await call<Session>("POST", "/session", { login, password }));
}

export async function chooseBranch(branchId: number | null): Promise<Session> {
  await call("PUT", "/session/branch", { branchId });
  return (await loadSession())!;
}

export async function signOut(): Promise<void> {
  await call("DELETE", "/session");
}

function remember(session: Session): Session {
  setCsrfToken(session.csrfToken);
  return session;
}
