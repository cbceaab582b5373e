import { createContext } from "react";

/** Finds the picture of a title by its ISBNs; null where a cover has to be drawn. Given by the page's frame. */
export const CoverSource = createContext<(isbns: readonly string[]) => string | null>(() => null);
