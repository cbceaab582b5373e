export { PublishCard, PublishPage } from "./publish.tsx";
