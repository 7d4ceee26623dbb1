import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { PictureField, usePictureUpload } from "@/features/media";
import { ChatFace } from "../ChatFace";
import type { Chat } from "../types";
import { useComplain } from "../useExplain";
import { changeChat } from "./queries";

type Props = { chat: Chat; onChanged: (chat: Chat) => void };

/** The picture of a group or channel, for those who lead it: a new one shows for all as soon as it is ready. */
export function ChatPicture({ chat, onChanged }: Props) {
  const complain = useComplain();
  const upload = usePictureUpload(`picture:${chat.id}`);
  const { mutate, isPending } = useMutation({
    mutationFn: (pictureId: string | null) => changeChat(chat.id, { pictureId }),
    onSuccess: onChanged,
    onError: complain,
  });
  useEffect(() => {
    if (upload.item === undefined || upload.file === undefined) return;
    upload.take(upload.item.id);
    mutate(upload.file.id);
  });
  const remove = () => {
    mutate(null);
  };
  return (
    <PictureField upload={upload} busy={isPending} {...(chat.picture && { onRemove: remove })}>
      <ChatFace chat={chat} size="xl" />
    </PictureField>
  );
}
