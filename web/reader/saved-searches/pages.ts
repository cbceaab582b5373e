export { SavedSearchesPage, SaveSearchPage, StopAlertPage } from "./saved-searches.tsx";
