/** Chats: what people say to each other, of which nothing is lost. */
import { addTexts } from "@/lib/i18n";
import { setUnread } from "@/lib/unread";
import { myChats, onMyChats } from "./engine/mine";
import { isCounted } from "./words";
import en from "./en.json";

declare module "@/lib/i18n" {
  interface Texts {
    chats: typeof en;
  }
}

addTexts("chats", en, {
  ar: () => import("./ar.json"),
  de: () => import("./de.json"),
});

onMyChats(() => {
  setUnread(myChats()?.list().chats.filter(isCounted).length ?? 0);
});

export * from "./parts";
export { ChatPage } from "./ChatPage";
export { ChatsPage } from "./ChatsPage";
export { NoChat } from "./NoChat";
export { SharePage } from "./SharePage";
export { openPrivateChat } from "./useOpenChat";
export { WriteButton } from "./WriteButton";
