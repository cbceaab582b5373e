import { Worker } from "node:worker_threads";

/** What the thread is started with. */
export type PdfTask = { path: string; mostLeaves: number; mostCharacters: number; mostBookmarks: number };
/** Bookmarks of a document in their order: what they are called, how deep they stand, the page they lead to (from 1). */
export type PdfOutline = { label: string; depth: number; page: number }[];
/** What was read of a document: the text of every page, and its bookmarks. */
export type PdfText = { leaves: string[]; outline: PdfOutline };

const MOST_LEAVES = 5000;
const MOST_CHARACTERS = 20_000;
const MOST_BOOKMARKS = 2000;
const SECONDS = 180;
const MEGABYTES = 768;

/** The text of every page of a PDF on disk and its bookmarks; rejects for what cannot be read within limits of time and memory. */
export async function readPdf(path: string): Promise<PdfText> {
  const task: PdfTask = {
    path,
    mostLeaves: MOST_LEAVES,
    mostCharacters: MOST_CHARACTERS,
    mostBookmarks: MOST_BOOKMARKS,
  };
  const worker = new Worker(new URL("./pdf-worker.ts", import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: MEGABYTES },
    stdout: true,
    stderr: true,
  });
  const timer = setTimeout(() => void worker.terminate(), SECONDS * 1000);
  try {
    return await new Promise<PdfText>((done, fail) => {
      worker.once("message", (read: PdfText) => done(read));
      worker.once("error", fail);
      worker.once("exit", () => fail(new Error("the document took too long to read")));
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
