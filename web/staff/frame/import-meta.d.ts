/** What the bundlers of tests and of the server know of the files beside a module. */
interface ImportMeta {
  glob<Module>(pattern: string, options: { eager: true }): Record<string, Module>;
}
