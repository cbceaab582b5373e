import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { ask, Refusal } from "../api.ts";
import type { Answer, InputOf } from "../operations.ts";
import type { Session } from "../session.ts";
import { countActs, dropAct, forgetDesk, listActs, putAct } from "./device-store.ts";

type ActResult = Answer<"POST /desk/off-line/acts">;
type Body = InputOf<"POST /desk/off-line/acts">["body"];
/** A scan as this device keeps it; `at`: by its own clock, in milliseconds; `by`: who scanned it. */
export type KeptAct = Required<Omit<Body, "at">> & { at: number; by: string };
/** An act that was sent, and what came of it; `refused`: the server would not take it, and it waits on. */
export type Sent = { act: KeptAct; result?: ActResult; refused?: unknown };

/** How the desk stands to the network. `elsewhere`: what waits was scanned at another branch than is worked at. */
export type Reach = {
  isReached: boolean;
  waiting: number;
  isSending: boolean;
  elsewhere: boolean;
  sent: readonly Sent[];
};

const PROBE_MS = 4000;
const MOST_TOLD = 500;
let reach: Reach = { isReached: true, waiting: 0, isSending: false, elsewhere: false, sent: [] };
let session: Session | null = null;
let isProbing = false;
const listeners = new Set<() => void>();

function set(change: Partial<Reach>): void {
  reach = { ...reach, ...change };
  for (const listen of listeners) listen();
}

/** The desk and its network, told again at each change. */
export function useReach(): Reach {
  return useSyncExternalStore(
    (listen) => {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    () => reach,
  );
}

/** The network is back: everything on the page is asked for anew, who is signed in first. */
export function useFreshWhenReached(): void {
  const client = useQueryClient();
  useEffect(() => {
    const renew = (): void => void client.invalidateQueries();
    addEventListener("reached", renew);
    addEventListener("offline", lostReach);
    return () => {
      removeEventListener("reached", renew);
      removeEventListener("offline", lostReach);
    };
  }, [client]);
}

/** True when a scan is to be kept instead of sent: there is no network, or earlier ones have not been sent yet. */
export const mustKeep = (): boolean => !reach.isReached || reach.waiting > 0;

/** The server did not answer: from now on scans are kept, until it does. */
export function lostReach(): void {
  if (reach.isReached) set({ isReached: false });
  if (isProbing) return;
  isProbing = true;
  setTimeout(() => void probe(), PROBE_MS);
}

async function probe(): Promise<void> {
  isProbing = false;
  try {
    await ask("GET /session");
    set({ isReached: true });
  } catch (error) {
    if (isUnanswered(error)) return lostReach();
    set({ isReached: true });
  }
  dispatchEvent(new Event("reached"));
  await sendKept();
}

/** True for an error that means: no answer came. */
export const isUnanswered = (error: unknown): boolean =>
  error instanceof Refusal && (error.code === "network" || error.status === 502 || error.status === 503);

/** Keeps a scan of the desk, with the moment; `id` is the key with which it may have been sent before. */
export async function keepAct(
  act: Pick<KeptAct, "id" | "kind" | "itemBarcode"> & Partial<KeptAct>,
): Promise<KeptAct> {
  if (!session?.branch) throw new Refusal("choose-branch", {}, 409);
  const kept: KeptAct = {
    patronBarcode: null,
    patronMemberId: null,
    at: Date.now(),
    branchId: session.branch.id,
    by: session.person.name,
    ...act,
  };
  if (!(await putAct(kept))) throw new Refusal("off-line-unsafe", {}, 409);
  set({ waiting: reach.waiting + 1 });
  lostReach();
  return kept;
}

/** Who works here now: what waits is sent in their name, if it was scanned at their branch. */
export async function setDesk(current: Session | null): Promise<void> {
  session = current;
  set({ waiting: await countActs() });
  if (reach.isReached) await sendKept();
}

/** Signing out forgets what this device knows. Refuses while something waits: false. */
export async function leaveDesk(): Promise<boolean> {
  if ((await countActs()) > 0) return false;
  session = null;
  await forgetDesk();
  return true;
}

/** Sends what waits, in order, one window at a time; stops where the network ends. */
export async function sendKept(): Promise<void> {
  if (!isSecureContext) return;
  await navigator.locks.request("commonshelf-desk-replay", { ifAvailable: true }, async (lock) => {
    if (!lock || !session?.branch) return;
    const kept = await listActs<KeptAct>();
    const here = kept.filter(({ act }) => act.branchId === session!.branch!.id);
    set({ waiting: kept.length, elsewhere: kept.length > here.length, isSending: here.length > 0 });
    if (here.length === 0) return;
    try {
      const ahead = await clockAhead();
      for (const { order, act } of here) await sendOne(order, act, ahead);
    } catch (error) {
      if (isUnanswered(error)) lostReach();
      // A session that has run out: signing in sends the rest.
      else dispatchEvent(new Event("reached"));
    } finally {
      set({ isSending: false, waiting: await countActs() });
    }
  });
}

async function sendOne(order: number, act: KeptAct, ahead: number): Promise<void> {
  const { by: _by, at, ...body } = act;
  const sent: Sent = { act };
  try {
    sent.result = await sendPatiently({ ...body, at: new Date(at + ahead).toISOString() });
    await dropAct(order);
  } catch (error) {
    const isOurs = error instanceof Refusal && ![0, 401, 403, 502, 503].includes(error.status);
    if (!isOurs) throw error;
    sent.refused = error;
  }
  const told = reach.sent.filter((one) => one.act.id !== act.id);
  set({ sent: [sent, ...told].slice(0, MOST_TOLD), waiting: await countActs() });
}

/** A desk that looks up too many cards waits, and goes on. */
async function sendPatiently(body: Body): Promise<ActResult> {
  for (;;) {
    try {
      return await ask("POST /desk/off-line/acts", { body });
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 429) throw error;
      const seconds = Number(error.params.retryAfterSeconds ?? 10);
      await new Promise((done) => setTimeout(done, seconds * 1000));
    }
  }
}

/** How far the server's clock is ahead of this device's, in milliseconds. */
async function clockAhead(): Promise<number> {
  const before = Date.now();
  let reply: Response;
  try {
    reply = await fetch("/api/v1/session", { signal: AbortSignal.timeout(PROBE_MS) });
  } catch {
    throw new Refusal("network", {}, 0);
  }
  const server = Date.parse(reply.headers.get("date") ?? "");
  const middle = (before + Date.now()) / 2;
  // The header tells whole seconds: less than two are no difference.
  const ahead = server - middle;
  return Number.isNaN(server) || Math.abs(ahead) < 2000 ? 0 : ahead;
}
