export { FacePage } from "./face.tsx";
