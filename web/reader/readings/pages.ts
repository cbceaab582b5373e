export { ReadingPage } from "./reading.tsx";
export { ReadingsPage } from "./readings.tsx";
