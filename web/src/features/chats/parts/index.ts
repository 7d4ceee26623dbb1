/** What the messenger's screens are made of. They talk through props, and know nothing of how messages travel. */
import { addTexts } from "@/lib/i18n";
import en from "./en.json";

declare module "@/lib/i18n" {
  interface Texts {
    chatParts: typeof en;
  }
}

addTexts("chatParts", en, {
  ar: () => import("./ar.json"),
  de: () => import("./de.json"),
});

export { plainText } from "./plainText";
export { RichText } from "./RichText";
export { EmojiButton, EmojiPicker, ReactionPicker } from "./emoji/EmojiPicker";
export { AlbumGrid } from "./media/AlbumGrid";
export { AttachMenu } from "./media/AttachMenu";
export { MediaViewer, type ViewerItem } from "./media/MediaViewer";
export { useVoice, type Voice } from "./voice/useVoice";
export { VoiceBar } from "./voice/VoiceBar";
export { VoiceButton } from "./voice/VoiceButton";
export { ChatFace, isSaved, useChatTitle } from "./ChatFace";
export { ChatInfo } from "./info/ChatInfo";
export { isMuted } from "./info/MuteMenu";
export { membersQuery } from "./info/queries";
export { NewChatDialog, peersOf } from "./people/NewChatDialog";
export { PickRow } from "./people/PickRow";
export { ForwardDialog, mayWrite } from "./people/ForwardDialog";
export { type Poll, type PollDraft } from "./polls/poll";
export { PollComposer } from "./polls/PollComposer";
export { PollShown } from "./polls/PollShown";
export { PreviewShown } from "./links/PreviewShown";
export { PreviewSwitch } from "./links/PreviewSwitch";
export { durationInWords } from "./time/lifetime";
export { Filters } from "./search/Filters";
export { askedOf, filtersIn, foundQuery, NOTHING_WANTED, type Wanted } from "./search/found";
export { Highlighted } from "./search/Highlighted";
export { JumpToDate } from "./time/JumpToDate";
export { ScheduleDialog } from "./time/ScheduleDialog";
export { ReadersDialog } from "./info/ReadersDialog";
export { useComplain, useExplain } from "./useExplain";
export { JoinPage } from "./join/JoinPage";
export { scheduledQuery, ScheduledList } from "./time/ScheduledList";
