/** A value sealed with the desk's key (AES-GCM, 256 bits); it opens only under the same desk. */
type Sealed = { iv: Uint8Array<ArrayBuffer>; data: ArrayBuffer };
type SealedAct = Sealed & { order?: number };
/** The key of a desk's session: it can be used on this device, and read by nobody. */
type Desk = { key: CryptoKey; desk: string };

const DATABASE = "commonshelf-desk";
const [KEYS, ACTS, KEPT] = ["keys", "acts", "kept"] as const;
const CURRENT = "current";
const IV_BYTES = 12;

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((done, fail) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(KEYS);
      request.result.createObjectStore(ACTS, { keyPath: "order", autoIncrement: true });
      request.result.createObjectStore(KEPT);
    };
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}

let opened: Promise<IDBDatabase> | undefined;

async function run<T>(
  store: string,
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  opened ??= openDatabase();
  const database = await opened;
  return await new Promise((done, fail) => {
    const transaction = database.transaction(store, mode, { durability: "strict" });
    const request = work(transaction.objectStore(store));
    // Kept is what is on the disk, not what was asked for.
    transaction.oncomplete = () => done(request.result);
    transaction.onabort = () => fail(transaction.error);
  });
}

const currentDesk = (): Promise<Desk | undefined> => run(KEYS, "readonly", (store) => store.get(CURRENT));

async function seal(desk: Desk, value: unknown): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const text = new TextEncoder().encode(JSON.stringify(value));
  const additionalData = new TextEncoder().encode(desk.desk);
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, desk.key, text) };
}

async function open<T>(desk: Desk, { iv, data }: Sealed): Promise<T> {
  const additionalData = new TextEncoder().encode(desk.desk);
  const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData }, desk.key, data);
  return JSON.parse(new TextDecoder().decode(text)) as T;
}

/**
 * Makes sure that this desk has a key of its own session. One of an earlier session stays as long as something waits that
 * was sealed with it, and goes then. Only where the page came by a safe way: elsewhere browsers have no keys.
 */
export async function takeDesk(branchId: number, sessionToken: string): Promise<void> {
  if (!isSecureContext) return;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(sessionToken));
  const desk = `${branchId} ${[...new Uint8Array(digest)].map((byte) => byte.toString(16)).join("")}`;
  const current = await currentDesk();
  if (current?.desk === desk || (current && (await countActs()) > 0)) return;
  await forgetDesk();
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
  await run(KEYS, "readwrite", (store) => store.put({ key, desk } satisfies Desk, CURRENT));
}

/** Forgets the key and everything that was sealed with it. The caller has made sure that nothing waits. */
export async function forgetDesk(): Promise<void> {
  for (const name of [KEYS, ACTS, KEPT]) await run(name, "readwrite", (store) => store.clear());
}

/** Keeps an act behind those that wait. False where no desk could be taken: it is not kept. */
export async function putAct(act: unknown): Promise<boolean> {
  const desk = await currentDesk();
  if (!desk) return false;
  const sealed = await seal(desk, act);
  await run(ACTS, "readwrite", (store) => store.add(sealed));
  return true;
}

/** The acts that wait, in their order, with the number each is dropped by. */
export async function listActs<T>(): Promise<{ order: number; act: T }[]> {
  const desk = await currentDesk();
  if (!desk) return [];
  const all = await run<SealedAct[]>(ACTS, "readonly", (store) => store.getAll());
  return await Promise.all(all.map(async (one) => ({ order: one.order!, act: await open<T>(desk, one) })));
}

export const countActs = (): Promise<number> => run(ACTS, "readonly", (store) => store.count());

/** An act has been answered by the server. */
export async function dropAct(order: number): Promise<void> {
  await run(ACTS, "readwrite", (store) => store.delete(order));
}

/** Keeps something under a name, for a start without a network. */
export async function keepValue(name: string, value: unknown): Promise<void> {
  const desk = await currentDesk();
  if (!desk) return;
  const sealed = await seal(desk, value);
  await run(KEPT, "readwrite", (store) => store.put(sealed, name));
}

/** What was kept under a name; undefined: nothing. */
export async function keptValue<T>(name: string): Promise<T | undefined> {
  const desk = await currentDesk();
  const sealed = desk && (await run<Sealed | undefined>(KEPT, "readonly", (store) => store.get(name)));
  return desk && sealed ? await open<T>(desk, sealed) : undefined;
}
