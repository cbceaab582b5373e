/** Address of a program that the bundle keeps as a file of its own. */
declare module "*.wasm" {
  const url: string;
  export default url;
}
