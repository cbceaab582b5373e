import { formatNames } from "../../../packages/cite/formats.ts";

/** What titles are taken along as: for programs that keep references, or to be read. */
export const exportFormats = [...formatNames, "text"] as const;
