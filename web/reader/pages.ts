/** Every room brings its own pages. */
export * from "./account/pages.ts";
export * from "./alliance/pages.ts";
export * from "./catalogue/pages.ts";
export * from "./collections/pages.ts";
export * from "./community/pages.ts";
export * from "./consortium/pages.ts";
export * from "./discovery/pages.ts";
export * from "./frame/pages.ts";
export * from "./help/pages.ts";
export * from "./home/pages.ts";
export * from "./lists/pages.ts";
export * from "./people/pages.ts";
export * from "./reasons/pages.ts";
export * from "./saved-searches/pages.ts";
export * from "./sharing/pages.ts";
export * from "./sharing/publish/pages.ts";
export * from "./sharing/wanted/pages.ts";
