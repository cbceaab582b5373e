import { join } from "node:path";
import type { Config } from "../kernel/config.ts";
import type { S3Settings } from "../kernel/settings/cluster.ts";
import type { FileStore } from "./file-store.ts";
import { createFolderStore } from "./folder-store.ts";
import { createS3Store } from "./s3-store.ts";

/** What says where the region's files lie. */
export type FilesPlace = Pick<Config, "dataFolder" | "s3">;

/** One client for each bucket, however often it is asked for: it keeps its connections. */
const buckets = new WeakMap<S3Settings, FileStore>();

/** The region's files: photos, logos, covers as they are sent, originals of collections. In the bucket when one is set. */
export function regionFiles({ dataFolder, s3 }: FilesPlace): FileStore {
  if (s3 === undefined) return folderFiles(dataFolder);
  let store = buckets.get(s3);
  if (!store) {
    store = createS3Store(s3);
    buckets.set(s3, store);
  }
  return store;
}

/** The files in the data folder, whatever the settings say. */
export function folderFiles(dataFolder: string): FileStore {
  return createFolderStore(join(dataFolder, "files"));
}
