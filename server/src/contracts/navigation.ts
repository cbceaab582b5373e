/** Where the foot of every page leads: `path` below the language, `label` the key of its words. */
export type NavigationLink = { readonly path: string; readonly label: string };
