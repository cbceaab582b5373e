export { HistoryPage } from "./history.tsx";
export { MyReviewsPage, ReviewsPage } from "./reviews.tsx";
