import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/lib/api";
import { showToast } from "@/ui/toast";
import type { Message } from "./engine/types";
import { reasonOf } from "./words";

const of = ({ id }: Message) => ({ path: { message_id: id } });

/** What one does with messages. Each resolves to whether it worked; where it did not, that has been said. */
export function useMessageActions() {
  const { t } = useTranslation("chats");
  const attempt = async (call: () => Promise<unknown>): Promise<boolean> => {
    try {
      await call();
      return true;
    } catch (error) {
      showToast({ message: reasonOf(error, t), tone: "problem" });
      return false;
    }
  };
  return {
    edit: (message: Message, content: string, noPreview: boolean) =>
      attempt(() =>
        unwrap(
          api.PATCH("/api/messages/{message_id}", {
            params: of(message),
            body: { content, ...(noPreview && { noPreview }) },
          }),
        ),
      ),
    remove: (message: Message, onlyMe: boolean) =>
      attempt(() =>
        unwrap(api.DELETE("/api/messages/{message_id}", { params: { ...of(message), query: { onlyMe } } })),
      ),
    react: (message: Message, emoji: string) => {
      const params = { path: { message_id: message.id, emoji } };
      const isMine = message.reactions.some((one) => one.emoji === emoji && one.mine);
      return attempt(() =>
        isMine
          ? unwrap(api.DELETE("/api/messages/{message_id}/reactions/{emoji}", { params }))
          : unwrap(api.PUT("/api/messages/{message_id}/reactions/{emoji}", { params })),
      );
    },
    // Whoever shows the poll says what did not work.
    vote: (message: Message, options: number[]) =>
      unwrap(api.PUT("/api/messages/{message_id}/vote", { params: of(message), body: { options } })),
    endPoll: (message: Message) =>
      unwrap(api.PUT("/api/messages/{message_id}/poll", { params: of(message), body: { isClosed: true } })),
    pin: (message: Message) => {
      const params = of(message);
      return attempt(() =>
        message.isPinned
          ? unwrap(api.DELETE("/api/messages/{message_id}/pin", { params }))
          : unwrap(api.PUT("/api/messages/{message_id}/pin", { params })),
      );
    },
  };
}
