import { Worker } from "node:worker_threads";

/** What the thread is started with. */
export type PdfTask = { path: string; mostLeaves: number; mostCharacters: number };

const MOST_LEAVES = 5000;
const MOST_CHARACTERS = 20_000;
const SECONDS = 180;
const MEGABYTES = 768;

/** The text of every page of a PDF on disk; rejects for what cannot be read within limits of time and memory. */
export async function readPdf(path: string): Promise<string[]> {
  const task: PdfTask = { path, mostLeaves: MOST_LEAVES, mostCharacters: MOST_CHARACTERS };
  const worker = new Worker(new URL("./pdf-worker.ts", import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: MEGABYTES },
    stdout: true,
    stderr: true,
  });
  const timer = setTimeout(() => void worker.terminate(), SECONDS * 1000);
  try {
    return await new Promise<string[]>((done, fail) => {
      worker.once("message", (leaves: string[]) => done(leaves));
      worker.once("error", fail);
      worker.once("exit", () => fail(new Error("the document took too long to read")));
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
