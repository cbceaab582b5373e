import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { ProveAnew } from "./prove-anew.tsx";
import { Workbench } from "./workbench.tsx";

const client = new QueryClient({
  defaultOptions: { queries: { retry: 1, refetchOnWindowFocus: true, staleTime: 5_000 } },
});

createRoot(document.getElementById("workbench")!).render(
  <QueryClientProvider client={client}>
    <Workbench />
    <ProveAnew />
  </QueryClientProvider>,
);

// The desk goes on without a network: the device keeps the workbench itself.
if ("serviceWorker" in navigator)
  void navigator.serviceWorker.register("/staff/worker.js", { scope: "/staff" });
