import { useCallback, useEffect, useState } from "react";

const partsOf = (page: string): string[] => {
  const [, , first, ...rest] = location.pathname.split("/");
  return first === page ? rest.filter((part) => part !== "").map(decodeURIComponent) : [];
};

/** What stands in the address behind `/staff/<page>/`, and a way to go on there: a reload and the back button lead to it. */
export function useSubPath(page: string): [string[], (...parts: string[]) => void] {
  const [parts, setParts] = useState(() => partsOf(page));
  useEffect(() => {
    const back = (): void => setParts(partsOf(page));
    addEventListener("popstate", back);
    return () => removeEventListener("popstate", back);
  }, [page]);
  const go = useCallback(
    (...next: string[]): void => {
      history.pushState(null, "", ["/staff", page, ...next.map(encodeURIComponent)].join("/"));
      setParts(next);
    },
    [page],
  );
  return [parts, go];
}
