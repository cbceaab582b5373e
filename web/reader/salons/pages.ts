export { SalonPage } from "./salon.tsx";
export { SalonsPage } from "./salons.tsx";
