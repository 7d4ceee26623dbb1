import { addTexts } from "@/lib/i18n";
import ui from "@/ui/en.json";
import app from "./en.json";

declare module "@/lib/i18n" {
  interface Texts {
    ui: typeof ui;
    app: typeof app;
  }
}

addTexts("ui", ui, {
  ar: () => import("@/ui/ar.json"),
  de: () => import("@/ui/de.json"),
});
addTexts("app", app, {
  ar: () => import("./ar.json"),
  de: () => import("./de.json"),
});
