import "@/ui/styles/index.css";
import "./texts";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { startTransition, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { textsLoaded } from "@/lib/i18n";
import { followInstallation } from "@/lib/install";
import { createQueryClient } from "@/lib/queryClient";
import { takePlaceOf } from "./prerendered";
import { createAppRouter } from "./router";
import { followSession } from "./followSession";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");

const queryClient = createQueryClient();
const router = createAppRouter(queryClient);
followSession(router, queryClient);
followInstallation();

takePlaceOf(document.getElementById("prerendered"), root, router);

// React draws in slices, between which the browser answers, only what is there from the beginning.
void Promise.all([textsLoaded(), router.load()]).then(() => {
  startTransition(() => {
    createRoot(root).render(
      <StrictMode>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </StrictMode>,
    );
  });
});

/** Once the first page is there: what it needs comes first. Plain HTTP, except at localhost, has no service worker. */
async function beginToStay() {
  const { begin } = await import("./update");
  await begin();
}
function beginLater() {
  setTimeout(() => {
    // Without it the app works as well, with a network.
    beginToStay().catch(() => undefined);
  }, 1_000);
}
if (import.meta.env.PROD && "serviceWorker" in navigator) {
  if (document.readyState === "complete") beginLater();
  else addEventListener("load", beginLater);
}
