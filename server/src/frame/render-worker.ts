import { parentPort, workerData } from "node:worker_threads";
import { createElement } from "react";
import type { ResultsProps } from "../../../web/reader/discovery/results.tsx";
import { createCovers } from "../files/index.ts";
import { newId } from "../kernel/ids.ts";
import { translator } from "../messages/index.ts";
import { htmlOf, packedNow } from "./page-html.ts";
import type { RenderedPage, RenderTask, RenderThreadData, SentSite } from "./render-thread.ts";
import { registerTsx } from "./tsx-loader.ts";

/** Writes pages of results in a thread of its own. */
registerTsx();
const { ResultsPage } = await import("../../../web/reader/pages.ts");
const { coverOf } = createCovers((workerData as RenderThreadData).covers);

function pageOf({ props, packed }: RenderTask): Uint8Array {
  const sent = JSON.parse(props) as Omit<ResultsProps, "site"> & { site: SentSite };
  const site = { ...sent.site, t: translator(sent.site.language), coverOf, newKey: () => newId<"form">() };
  const html = htmlOf(createElement(ResultsPage, { ...sent, site }));
  return packed ? packedNow(html) : Buffer.from(html);
}

function rendered(task: RenderTask): RenderedPage {
  try {
    return { id: task.id, page: pageOf(task) };
  } catch {
    return { id: task.id, page: null }; // written again where it was asked for, where the error is told
  }
}

parentPort!.on("message", (task: RenderTask) => parentPort!.postMessage(rendered(task)));
parentPort!.postMessage("ready");
