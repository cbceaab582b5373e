export { InstancePage } from "./instance.tsx";
export { MarcPage } from "./marc.tsx";
export { WorkPage } from "./work.tsx";
