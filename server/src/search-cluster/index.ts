export { buildClusterIndex } from "./build.ts";
export { Cluster } from "./cluster.ts";
export { ClusterIndex } from "./cluster-index.ts";
export { createOpenSearchSearcher as createSearcher } from "./searcher.ts";
