export { HomePage } from "./home.tsx";
