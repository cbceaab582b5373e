export { NestPage } from "./nest.tsx";
export { NestsPage } from "./nests.tsx";
