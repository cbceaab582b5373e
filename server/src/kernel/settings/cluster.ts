/** A bucket of a server that speaks S3. */
export type S3Settings = {
  bucket: string;
  /** Address of the server; absent: Amazon's. */
  endpoint: string | undefined;
  region: string;
  accessKey: string | undefined;
  secretKey: string | undefined;
  /** Before every key; ends with a slash or is empty. */
  prefix: string;
};

/** Settings of a region that has outgrown one process: all absent in the beginning. */
export type ClusterConfig = {
  /** Where files are kept; absent: in the data folder. */
  s3: S3Settings | undefined;
  /** Nodes of OpenSearch that search, and parts of the index; absent: this process searches. */
  openSearch: { urls: string[]; shards: number } | undefined;
  /** This process's own name among several that serve one region; absent: it is the only one. */
  processName: string | undefined;
  /** A copy of the database that follows by streaming, for pages of results and records. */
  replicaUrl: string | undefined;
};

type Text = (name: string) => string | undefined;

/** Reads them; what is wrong is added to `problems`. */
export function readCluster(text: Text, problems: string[]): ClusterConfig {
  const processName = text("COMMONSHELF_PROCESS");
  if (processName !== undefined && !/^[a-z0-9][a-z0-9-]{0,19}$/.test(processName))
    problems.push(
      `COMMONSHELF_PROCESS must be at most 20 small letters, digits and hyphens, not "${processName}"`,
    );
  const replicaUrl = text("DATABASE_REPLICA_URL");
  if (replicaUrl && !isUrl(replicaUrl, ["postgres:", "postgresql:"]))
    problems.push("DATABASE_REPLICA_URL must look like postgres://user:password@host:5432/name");
  if (replicaUrl && !text("DATABASE_URL"))
    problems.push("DATABASE_URL is needed together with DATABASE_REPLICA_URL");
  return { s3: readS3(text, problems), openSearch: readOpenSearch(text, problems), processName, replicaUrl };
}

function readOpenSearch(text: Text, problems: string[]): ClusterConfig["openSearch"] {
  const engine = text("SEARCH_ENGINE") ?? "postings";
  const urls = (text("OPENSEARCH_URL") ?? "").split(",").map((url) => url.trim());
  const shards = text("OPENSEARCH_SHARDS") ?? "1";
  if (!/^(?:[1-9]|[1-5]\d|6[0-4])$/.test(shards))
    problems.push("OPENSEARCH_SHARDS must be a number from 1 to 64");
  if (!/^(?:postings|opensearch)$/.test(engine))
    problems.push('SEARCH_ENGINE must be "postings" or "opensearch"');
  if (engine !== "opensearch") return undefined;
  if (!urls.every((url) => isUrl(url, ["http:", "https:"])))
    problems.push("OPENSEARCH_URL must be http or https addresses of nodes, with commas between them");
  return { urls, shards: Number(shards) };
}

function readS3(text: Text, problems: string[]): S3Settings | undefined {
  const bucket = text("S3_BUCKET");
  const endpoint = text("S3_ENDPOINT");
  const [accessKey, secretKey] = [text("S3_ACCESS_KEY"), text("S3_SECRET_KEY")];
  if (!bucket) {
    if (endpoint ?? accessKey ?? secretKey)
      problems.push("S3_BUCKET is needed together with the other S3_ settings");
    return undefined;
  }
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket))
    problems.push(`S3_BUCKET must be the name of a bucket, not "${bucket}"`);
  if (endpoint && !isUrl(endpoint, ["http:", "https:"]))
    problems.push(`S3_ENDPOINT must be an http or https address, not "${endpoint}"`);
  if ((accessKey === undefined) !== (secretKey === undefined))
    problems.push("S3_ACCESS_KEY and S3_SECRET_KEY are needed together");
  const prefix = text("S3_PREFIX")?.replace(/^\/+|\/+$/g, "") ?? "";
  if (prefix !== "" && !/^[\w.-]+(?:\/[\w.-]+)*$/.test(prefix))
    problems.push(`S3_PREFIX must be letters, digits, dots, hyphens and slashes, not "${prefix}"`);
  const region = text("S3_REGION") ?? "us-east-1";
  return { bucket, endpoint, region, accessKey, secretKey, prefix: prefix === "" ? "" : `${prefix}/` };
}

/** Whether a value is an address of one of these kinds. */
export function isUrl(value: string, protocols: string[]): boolean {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return url !== undefined && protocols.includes(url.protocol);
}
