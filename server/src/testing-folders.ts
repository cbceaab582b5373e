import { join } from "node:path";

/** Where the tests of a run note which refusals they provoke: `npm run provoked` reads it. */
export const PROVOKED_FOLDER = join(import.meta.dirname, "../../var/test/provoked");
