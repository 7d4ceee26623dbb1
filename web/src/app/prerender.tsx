/** The public pages as HTML, to be seen before any script has come. `scripts/prerender.ts` runs this at build time. */
import "./texts";
import { onlineManager, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { prerenderToNodeStream } from "react-dom/static";
import { renderToStaticMarkup } from "react-dom/server";
import { i18next, setLanguage } from "@/lib/i18n";
import { LANGUAGES } from "@/lib/language";
import { createAppRouter } from "./router";

/** What a stranger may come to first, and the chunk that the router then loads. */
const PAGES = [
  { address: "/", chunk: "welcome" },
  { address: "/sign-in", chunk: "accounts" },
  { address: "/sign-up", chunk: "accounts" },
];

/** The page as it is for somebody who is not signed in, before the server has answered anything. */
async function show(address: string): Promise<string> {
  const queryClient = new QueryClient();
  const history = createMemoryHistory({ initialEntries: [address] });
  const router = createAppRouter(queryClient, { history, scrollRestoration: false });
  await router.load();
  const page = (
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  );
  // Waits for what is loaded lazily; only the other makes HTML that needs no script.
  await prerenderToNodeStream(page);
  const html = renderToStaticMarkup(page);
  if (!html.includes("<h1")) throw new Error(`${address} shows no page`);
  return html;
}

async function* showAll() {
  // Questions wait for a network then, and pages for their answers.
  onlineManager.setOnline(false);
  for (const language of LANGUAGES) {
    await setLanguage(language);
    for (const page of PAGES)
      yield { ...page, language, direction: i18next.dir(), html: await show(page.address) };
  }
}

export const pages = await Array.fromAsync(showAll());
