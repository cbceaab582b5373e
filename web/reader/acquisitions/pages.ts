export { SuggestionsPage } from "./suggestions.tsx";
