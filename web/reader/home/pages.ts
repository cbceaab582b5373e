export { HomePage } from "./home.tsx";
export { NeighbourhoodPage } from "./near.tsx";
